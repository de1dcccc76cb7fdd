import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from '../../lantern.ts';
import { choose, messageOf } from '../../message-menu.ts';
import { enterAsProgram } from '../../program-in-room.ts';

test('↑ corrects no other message, and recalls none, while the last one is on its way', async ({
  someone,
  unique,
}) => {
  const anna = await someone('Anna');
  const held: (() => void)[] = [];
  let holds = false;
  await anna.page.routeWebSocket(/\/ws\?/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => {
      if (holds && frame.includes('"message"')) held.push(() => socket.send(frame));
      else socket.send(frame);
    });
  });
  await anna.signUp();
  await anna.createRoom(unique('garden'));
  await anna.say('the first');
  await expect(anna.log.locator('.message-pending')).toHaveCount(0);
  holds = true;
  await anna.say('the secnod');
  await expect.poll(() => held.length).toBe(1);
  await anna.composer.press('ArrowUp');
  await expect(anna.composer).toHaveValue('');
  await expect(anna.page.getByText('Correct your message')).toBeHidden();
  for (const release of held) release();
  await expect(anna.log.locator('.message-pending')).toHaveCount(0);
  await anna.composer.press('ArrowUp');
  await expect(anna.composer).toHaveValue('the secnod');
  await expect(anna.page.getByText('Correct your message')).toBeVisible();
});

test('the list of commands does not open over a message that is being corrected', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  const list = anna.page.getByRole('listbox', { name: 'Commands' });
  await anna.say('//wh');
  await expect(messageOf(anna, '/wh')).toBeVisible();
  await expect(anna.log.locator('.message-pending')).toHaveCount(0);
  await anna.composer.press('ArrowUp');
  await expect(anna.composer).toHaveValue('/wh');
  await anna.composer.pressSequentially('o');
  await expect(list).toBeHidden();
  await anna.composer.press('Enter');
  await expect(messageOf(anna, '/who')).toContainText('(corrected');
  await anna.composer.pressSequentially('/wh');
  await expect(list).toBeVisible();
});

test('in slow mode a message is not rewritten again and again, and its author reads why (row 111)', async ({
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
  await expect(boris.page.getByText('Slow mode: 120 seconds between messages.')).toBeVisible();
  await boris.say('teh keys');
  await expect(messageOf(anna, 'teh keys')).toBeVisible();
  const correct = async (text: string) => {
    await boris.composer.press('ArrowUp');
    await expect(boris.page.getByText('Correct your message')).toBeVisible();
    await boris.composer.fill(text);
    await boris.composer.press('Enter');
  };
  await correct('the keys');
  await expect(messageOf(anna, 'the keys')).toContainText('(corrected');
  await correct('and something else');
  await expect(boris.log).toContainText('Not corrected: slow mode is on, please wait.');
  await expect(messageOf(anna, 'the keys')).toBeVisible();
  await expect(anna.log).not.toContainText('something else');
});

test('reactions of somebody whom the reader ignores take no place from those of others (row 112)', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  const mallory = await enterAsProgram('Mallory', room, unique);
  await anna.say('We open at six');
  await expect.poll(() => mallory.heard.some(({ type }) => type === 'message')).toBe(true);
  const { id = '' } = mallory.heard.find((frame) => frame.type === 'message') ?? {};
  for (let n = 0; n < 25; n += 1)
    mallory.send({ type: 'react', id, emoji: String.fromCodePoint(0x1f400 + n), on: true, ref: String(n) });
  await expect(anna.log.locator('.reaction')).toHaveCount(20);
  await choose(boris, 'We open at six', 'React with 🎉');
  mallory.send({ type: 'message', text: 'Look at all my animals', ref: 'done' });
  await expect(anna.log).toContainText('Look at all my animals');
  await expect(anna.log.locator('.reaction')).toHaveCount(20);
  await anna.log.getByRole('button', { name: 'Mallory', exact: true }).click();
  await anna.page.getByRole('button', { name: 'Ignore in this browser' }).click();
  await expect(anna.log.locator('.reaction')).toHaveCount(1);
  await expect(anna.log.getByRole('button', { name: '🎉 1: Boris', exact: true })).toBeVisible();
  mallory.close();
});
