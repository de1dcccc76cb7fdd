import type { WebSocketRoute } from '@playwright/test';
import { seal } from '../../../web/browser/chat/sealed/envelope.ts';
import { keyInFragment, sealingKeyOf } from '../../../web/browser/chat/sealed/room-key.ts';
import { expect, test } from '../../lantern.ts';
import { choose, messageOf } from '../../message-menu.ts';
import type { Person } from '../../person.ts';
import { enterAsProgram } from '../../program-in-room.ts';

/** A member of a sealed room who seals anything at all. */
async function enterWithKey(name: string, link: string, unique: (text: string) => string) {
  const { hash, pathname } = new URL(link);
  const roomId = pathname.split('/').at(-1) ?? '';
  const key = await sealingKeyOf(keyInFragment(hash) ?? '', roomId);
  const program = await enterAsProgram(name, link, unique);
  let count = 0;
  return {
    ...program,
    sealAnything: async (json: string) => {
      const text = (await seal(key, { roomId, userId: program.id }, json)) ?? '';
      count += 1;
      program.send({ type: 'message', text, ref: String(count) });
    },
  };
}

/** Has the page of somebody get each message as often as is said, and again those from before its last reload. */
async function repeat({ page }: Person, times: number): Promise<{ again(): void }> {
  const messages: string[] = [];
  let current: WebSocketRoute | undefined;
  await page.routeWebSocket(/\/ws\?/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    current = socket;
    server.onMessage((data) => {
      const { type } = JSON.parse(String(data));
      if (type === 'message') messages.push(String(data));
      for (let time = 0; time < (type === 'message' ? times : 1); time += 1) socket.send(data);
    });
  });
  return {
    again() {
      for (const message of messages)
        current?.send(JSON.stringify({ ...JSON.parse(message), id: 'another', at: Date.now() }));
    },
  };
}

test('what a member seals breaks no page: a date that is none, texts that show nothing (row 95)', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  const link = await anna.createSealedRoom(unique('vault'));
  const mallory = await enterWithKey('Mallory', link, unique);
  const now = Date.now();
  await mallory.sealAnything('{"at":1e300,"ref":"1","text":"from the end of time"}');
  await mallory.sealAnything(`{"at":${now},"ref":"2","text":"\\u200b\\u2066\\u0301"}`);
  await mallory.sealAnything(`{"at":${now},"ref":"3","__proto__":{"text":"polluted"}}`);
  await mallory.sealAnything(`{"at":${now},"ref":"4","text":"<b>markup</b> \\ud800"}`);
  await expect(messageOf(anna, '<b>markup</b>')).toBeVisible();
  await expect(anna.log.getByText('Mallory sealed something that this page does not know')).toHaveCount(3);
  await expect(anna.log.locator('.message')).toHaveCount(1);
  // The log is written anew in another language, all of it.
  await anna.page.getByRole('button', { name: 'Русский' }).click();
  await expect(anna.log.getByText(/Mallory/).first()).toBeVisible();
  await expect(anna.log).not.toContainText('this page does not know');
  await expect(anna.page.getByText('На связи', { exact: true })).toBeVisible();
  mallory.close();
});

test('whom the reader ignores fills no log with what does not open (row 89)', async ({ member, unique }) => {
  const anna = await member('Anna');
  const link = await anna.createSealedRoom(unique('vault'));
  const mallory = await enterWithKey('Mallory', link, unique);
  await mallory.sealAnything(`{"at":${Date.now()},"ref":"1","text":"Good evening"}`);
  await anna.log.getByRole('button', { name: 'Mallory', exact: true }).click();
  await anna.page.getByRole('button', { name: 'Ignore in this browser' }).click();
  await expect(messageOf(anna, 'Good evening')).toBeHidden();
  for (let n = 0; n < 5; n += 1)
    mallory.send({ type: 'message', text: `lantern-sealed:1.${'A'.repeat(200)}`, ref: `x${n}` });
  const boris = await enterWithKey('Boris', link, unique);
  await boris.sealAnything(`{"at":${Date.now()},"ref":"1","text":"And from me"}`);
  await expect(messageOf(anna, 'And from me')).toBeVisible();
  await expect(anna.log.locator('.notice-warning')).toHaveCount(0);
  for (const each of [mallory, boris]) each.close();
});

test('what two processes deliver while a room is handed over is no warning (row 116)', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  const link = await anna.createSealedRoom(unique('vault'));
  const boris = await member('Boris');
  await repeat(boris, 2);
  await boris.enter(link);
  await anna.say('First');
  await anna.say('Second');
  await expect(messageOf(boris, 'Second')).toHaveCount(1);
  await expect(messageOf(boris, 'First')).toHaveCount(1);
  await expect(boris.log.locator('.notice-warning')).toHaveCount(0);
});

test('a reload does not make a page take for new what it was shown before (row 114)', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const link = await anna.createSealedRoom(unique('vault'));
  const server = await repeat(boris, 1);
  await boris.enter(link);
  await anna.say('I owe you ten');
  await expect(messageOf(boris, 'I owe you ten')).toBeVisible();
  await boris.page.reload();
  await boris.expectConnected();
  server.again();
  await expect(boris.log.getByText('a message of Anna arrived a second time')).toBeVisible();
  await expect(messageOf(boris, 'I owe you ten')).toHaveCount(0);
});

test('in a slow sealed room a reaction is a message, and the page says for how long one waits', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const link = await anna.createSealedRoom(unique('vault'));
  await boris.enter(link);
  const settings = await anna.page.context().newPage();
  await settings.goto(`${link.split('#')[0]}/moderation`);
  await settings.getByLabel('Seconds between messages').fill('120');
  await settings.getByRole('button', { name: 'Save' }).click();
  await expect(boris.page.getByText('Slow mode: 120 seconds between messages.')).toBeVisible();
  await anna.say('Tea?');
  await choose(boris, 'Tea?', 'React with 🎉');
  await expect(anna.log.getByRole('button', { name: '🎉 1: Boris', exact: true })).toBeVisible();
  await expect(boris.page.getByText(/You can write in \d+ s\./)).toBeVisible();
  await choose(boris, 'Tea?', 'React with 👍');
  await expect(boris.log).toContainText('Reaction not sent: slow mode is on, please wait.');
});

test('the key is gone from all tabs when its person signs out in one (row 98)', async ({
  member,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(/status of 401.*\/token/);
  const anna = await member('Anna');
  const link = await anna.createSealedRoom(unique('vault'));
  const second = await anna.page.context().newPage();
  await second.goto(link);
  await expect(second.getByText('Connected', { exact: true })).toBeVisible();
  await anna.signOut();
  await expect(second).toHaveURL(/\/login/);
  await expect(second.getByLabel('E-mail or username')).toBeVisible();
  const key = link.split('#k=')[1] ?? '';
  expect(second.url()).not.toContain(key);
  for (const page of [anna.page, second])
    expect(await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]))).not.toContain(key);
});
