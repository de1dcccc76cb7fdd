import { expect, test } from '../../lantern.ts';

test('a narrow window has one line of head, one menu, and the people over the talk', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [
    await member('Anna', { viewport: { width: 375, height: 667 } }),
    await member('Boris'),
  ];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.page.bringToFront();
  const { page, people, composer } = anna;
  await expect(page.getByRole('banner')).toBeHidden();
  const menu = page.getByRole('button', { name: 'Room menu' });
  await menu.click();
  for (const link of ['Invite', 'About the room', 'Moderation', 'Settings Anna'])
    await expect(page.getByRole('link', { name: link })).toBeInViewport();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'Invite' })).toBeHidden();
  await expect(menu).toBeFocused();
  await page.getByRole('button', { name: 'People here: 2' }).click();
  await page.getByTitle('Open the card of Boris').click();
  await expect(page.getByRole('dialog').getByText('Here since')).toBeVisible();
  await expect(people).toBeHidden();
  await page.keyboard.press('Escape');
  await boris.say('Good evening');
  await expect(anna.log.getByText('Good evening')).toBeInViewport();
  // As under a keyboard.
  await page.setViewportSize({ width: 375, height: 380 });
  await composer.click();
  await expect(composer).toBeInViewport({ ratio: 1 });
  await expect(anna.log.getByText('Good evening')).toBeInViewport();
  const talk = await page.locator('.chat-viewport').boundingBox();
  expect((talk?.height ?? 0) / 380).toBeGreaterThan(0.55);
});

test('on a desk the list of people is a column, which its button hides, and “(you)” is never broken', async ({
  member,
  unique,
}) => {
  const anna = await member('Annaseraphina-Montgomery-of-the-Gardens');
  await anna.createRoom(unique('garden'));
  const { page, people } = anna;
  const you = people.getByText('(you)');
  expect(await you.evaluate((element) => element.getClientRects().length)).toBe(1);
  const button = page.getByRole('button', { name: 'People here: 1', expanded: true });
  const before = (await page.locator('.chat-talk').boundingBox())?.width ?? 0;
  await button.click();
  await expect(people).toBeHidden();
  expect((await page.locator('.chat-talk').boundingBox())?.width).toBeGreaterThan(before + 200);
  await page.getByRole('button', { name: 'People here: 1', expanded: false }).click();
  await expect(people).toBeVisible();
  await page.setViewportSize({ width: 768, height: 1024 });
  await expect(people).toBeHidden();
  await expect(page.getByRole('link', { name: 'Moderation' })).toBeVisible();
  await expect(page.getByRole('banner')).toBeVisible();
});
