import { expect, test } from '../lantern.ts';

/** The page asks every ten seconds. */
const FRESH = { timeout: 20_000 };

test('a room comes alive on somebody’s open home page, with people on several chat processes', async ({
  member,
  unique,
}) => {
  const [anna, boris, clara] = [await member('Anna'), await member('Boris'), await member('Clara')];
  await clara.page.goto('/');
  await clara.page.evaluate(() => document.body.setAttribute('data-untouched', ''));
  const name = unique('garden');
  const item = clara.page
    .getByRole('region', { name: 'Now' })
    .getByRole('listitem')
    .filter({ hasText: name });
  await expect(item).toBeHidden();
  const room = await anna.createRoom(name);
  await expect(item).toContainText('1 person now', FRESH);
  // By another process, in two tabs.
  await boris.enter(room);
  const tab = await boris.page.context().newPage();
  await tab.goto(room);
  await expect(item).toContainText('2 people now', FRESH);
  await item.getByRole('link', { name, exact: true }).focus();
  await boris.page.goto('/');
  await tab.close();
  await expect(item).toContainText('1 person now', FRESH);
  await expect(item.getByRole('link', { name, exact: true })).toBeFocused();
  await anna.page.goto('/');
  await expect(item).toBeHidden(FRESH);
  await expect(clara.page.locator('body[data-untouched]')).toBeVisible();
});
