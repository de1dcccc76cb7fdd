import type { ServerFrame } from '@lantern/chat/protocol';
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
  await anna.expectConfirmed();
  holds = true;
  await anna.say('the secnod');
  await expect.poll(() => held.length).toBe(1);
  await anna.composer.press('ArrowUp');
  await expect(anna.composer).toHaveValue('');
  await expect(anna.page.getByText('Correct your message')).toBeHidden();
  for (const release of held) release();
  await anna.expectConfirmed();
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
  await anna.expectConfirmed();
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
  await boris.expectConfirmed();
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

test('nobody takes all places of reactions, nor by being ignored those of others (row 112)', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  const mallory = await enterAsProgram('Mallory', room, unique);
  await anna.say('We open at six');
  const id = await idOfMessage(mallory.heard);
  for (let n = 0; n < 25; n += 1)
    mallory.send({ type: 'react', id, emoji: String.fromCodePoint(0x1f400 + n), on: true, ref: String(n) });
  mallory.send({ type: 'message', text: 'Look at all my animals', ref: 'done' });
  await expect(anna.log).toContainText('Look at all my animals');
  await choose(boris, 'We open at six', 'React with 🎉');
  const party = anna.log.getByRole('button', { name: '🎉 1: Boris', exact: true });
  await expect(party).toBeVisible();
  await expect(anna.log.locator('.reaction')).toHaveCount(11);
  await anna.log.getByRole('button', { name: 'Mallory', exact: true }).click();
  await anna.page.getByRole('button', { name: 'Ignore in this browser' }).click();
  await expect(anna.log.locator('.reaction')).toHaveCount(1);
  await expect(party).toBeVisible();
  mallory.close();
});

test('whoever withdraws a message takes the focus of nobody who answers it', async ({ member, unique }) => {
  const anna = await member('Anna');
  const mallory = await enterAsProgram('Mallory', await anna.createRoom(unique('garden')), unique);
  mallory.send({ type: 'message', text: 'Answer me', ref: 'a' });
  await choose(anna, 'Answer me', 'Reply');
  await anna.composer.fill('a long answer');
  const elsewhere = anna.page.getByRole('link').first();
  await elsewhere.focus();
  mallory.send({ type: 'withdraw', id: await idOfMessage(mallory.heard), ref: 'b' });
  await expect(anna.log).toContainText('This message was withdrawn.');
  await expect(anna.page.getByText('Reply to')).toBeHidden();
  await expect(elsewhere).toBeFocused();
  await expect(anna.composer).toHaveValue('a long answer');
  mallory.close();
});

test('a reply that has waited says nothing of what was withdrawn meanwhile (row 117)', async ({
  someone,
  unique,
}) => {
  const anna = await someone('Anna');
  let refuses = true;
  await anna.page.routeWebSocket(/\/ws\?/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const { type, ref } = JSON.parse(String(frame));
      if (type !== 'message' || !refuses) server.send(frame);
      else socket.send(JSON.stringify({ type: 'error', code: 'rate_limited', ref }));
    });
  });
  await anna.signUp();
  const mallory = await enterAsProgram('Mallory', await anna.createRoom(unique('garden')), unique);
  mallory.send({ type: 'message', text: 'my telephone number', ref: 'a' });
  await choose(anna, 'my telephone number', 'Reply');
  await anna.say('I shall call');
  await expect(anna.log.getByRole('button', { name: 'Retry' })).toBeVisible();
  mallory.send({ type: 'withdraw', id: await idOfMessage(mallory.heard), ref: 'b' });
  await expect(anna.log.getByRole('button', { name: /In reply to/ })).toContainText('withdrawn');
  await expect(anna.log).not.toContainText('telephone');
  refuses = false;
  await anna.log.getByRole('button', { name: 'Retry' }).click();
  const answer = () =>
    mallory.heard.find((frame) => frame.type === 'message' && frame.text === 'I shall call');
  await expect.poll(answer).toBeDefined();
  expect(JSON.stringify(answer())).not.toContain('telephone');
  await expect(anna.log).not.toContainText('telephone');
  mallory.close();
});

/** Waits for the first message that a program hears. */
async function idOfMessage(heard: readonly ServerFrame[]): Promise<string> {
  const first = () => heard.find((frame) => frame.type === 'message');
  await expect.poll(first).toBeDefined();
  return first()?.id ?? '';
}
