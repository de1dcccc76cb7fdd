import { expect, test } from '../lantern.ts';
import type { Person } from '../person.ts';

/** Each person is on a chat process of their own. */
const SOON = { timeout: 5000 };

async function onCard(
  { page }: Person,
  name: string,
  act: (card: ReturnType<Page['getByRole']>) => Promise<void>,
) {
  await page.getByTitle(`Open the card of ${name}`).click();
  const card = page.getByRole('dialog');
  await expect(card.getByText('Here since')).toBeVisible();
  await act(card);
  await card.getByRole('button', { name: 'Close' }).click();
}
type Page = Person['page'];

test('a banned member is out within seconds on every process, and comes back by no page, reload, renewal or API (row 77)', async ({
  member,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(/Failed to load resource|WebSocket connection/);
  const [anna, boris, clara] = [await member('Anna'), await member('Boris'), await member('Clara')];
  const room = await anna.createRoom(unique('garden'));
  for (const person of [boris, clara]) await person.enter(room);
  const second = await boris.page.context().newPage();
  await second.goto(room);
  await expect(second.getByText('Connected', { exact: true })).toBeVisible();
  const chat = boris.page.locator('#chat');
  const [tokenUrl, csrf] = [
    (await chat.getAttribute('data-token-url')) ?? '',
    (await chat.getAttribute('data-csrf')) ?? '',
  ];

  await onCard(anna, 'Boris', async (card) => {
    await card.getByLabel('Reason').fill('Too loud');
    await card.getByLabel('For how long').selectOption('1 day');
    await card.getByRole('button', { name: 'Ban', exact: true }).click();
    for (const page of [boris.page, second])
      await expect(page.getByText('You have been removed from this room.')).toBeVisible(SOON);
    await expect(clara.log).toContainText('Boris left.', SOON);
    await expect(card.getByRole('status')).toHaveText('Banned.');
  });
  const token = await boris.page.request.post(tokenUrl, {
    headers: { accept: 'application/json', 'x-csrf-token': csrf },
  });
  expect([token.status(), (await token.json()).code]).toEqual([403, 'room_banned']);
  await boris.page.getByRole('link', { name: 'Try to enter again' }).click();
  await expect(boris.page.getByText('You are banned from this room.')).toBeVisible();
  await expect(boris.page.getByText('Too loud')).toBeVisible();
  await second.reload();
  await expect(second.getByText('You are banned from this room.')).toBeVisible();

  await onCard(anna, 'Clara', async (card) => {
    await card.getByRole('button', { name: 'Remove now' }).click();
    await expect(clara.page.getByText('You have been removed from this room.')).toBeVisible(SOON);
  });
  await clara.page.getByRole('link', { name: 'Try to enter again' }).click();
  await clara.expectConnected();
});

test('a muted member reads so and sends nothing, on every process, until the mute is lifted (row 81)', async ({
  member,
  unique,
}) => {
  const [anna, boris, clara] = [await member('Anna'), await member('Boris'), await member('Clara')];
  const room = await anna.createRoom(unique('garden'));
  for (const person of [boris, clara]) await person.enter(room);
  const said = boris.page.getByRole('status').filter({ hasText: 'You are muted until' });
  const muted = said.filter({ hasText: 'Reason: Shouting' });
  await onCard(anna, 'Boris', async (card) => {
    await card.getByLabel('Reason').fill('Shouting');
    await card.getByRole('button', { name: 'Mute' }).click();
    await expect(muted).toBeVisible(SOON);
  });
  await boris.composer.fill('Can you hear me?');
  await expect(boris.page.getByRole('button', { name: 'Send' })).toBeDisabled();
  await boris.page.reload();
  await boris.expectConnected();
  await expect(muted).toBeVisible();
  await boris.say('Can you hear me now?');
  await onCard(anna, 'Boris', async (card) => {
    await card.getByRole('button', { name: 'Unmute' }).click();
    await expect(boris.page.getByText(/You are muted/)).toBeHidden(SOON);
  });
  await boris.say('Thank you');
  await expect(clara.log).toContainText('Thank you');
  await expect(clara.log).not.toContainText('hear me');
});

test('in slow mode a member waits between messages, the owner does not (row 82)', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  const settings = await anna.page.context().newPage();
  await settings.goto(`${room}/moderation`);
  await settings.getByLabel('Seconds between messages').fill('120');
  await settings.getByRole('button', { name: 'Save' }).click();
  await expect(boris.page.getByText('Slow mode: 120 seconds between messages.')).toBeVisible(SOON);
  await boris.say('First');
  await expect(anna.log).toContainText('First');
  await expect(boris.page.getByRole('button', { name: 'Send' })).toBeDisabled();
  await expect(boris.page.getByText(/You can write in \d+ s\./)).toBeVisible();
  // The page forgets the wait, the server does not.
  await boris.page.reload();
  await boris.expectConnected();
  await boris.say('Second');
  await expect(boris.page.getByText('Not delivered: slow mode is on.')).toBeVisible();
  await expect(boris.page.getByText(/You can write in \d+ s\./)).toBeVisible();
  for (const text of ['One', 'Two']) await anna.say(text);
  await expect(boris.log).toContainText('Two');
  await expect(anna.log).not.toContainText('Second');
});

test('a room’s new name shows at once on open pages, in their titles and on the list of recent rooms', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  const settings = await anna.page.context().newPage();
  await settings.goto(`${room}/settings`);
  const name = unique('Night garden');
  await settings.getByLabel('Name', { exact: true }).fill(name);
  await settings.getByRole('button', { name: 'Save' }).click();
  for (const { page } of [anna, boris]) {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(name, SOON);
    await expect(page).toHaveTitle(`${name} · Lantern`);
  }
  await boris.page.goto('/');
  await expect(boris.page.getByRole('region', { name: 'Recent' })).toContainText(name);
});
