import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from '../lantern.ts';
import { asProcesses } from '../stacks/processes.ts';
import { commandsDuring, filesHolding, heapOf } from '../traces.ts';

test('a message between two chat processes is stored nowhere after delivery: not in files, Redis, logs or memory', async ({
  member,
  unique,
  stack,
}) => {
  const parts = asProcesses(stack);
  const marker = randomBytes(16).toString('hex');
  const name = unique('garden');
  const [anna, boris] = [await member('Anna'), await member('Boris')];

  let room = '';

  const commands = await commandsDuring(parts, async () => {
    room = await anna.createRoom(name);
    await boris.enter(room);
    await anna.say(`Between us: ${marker}`);
    await expect(boris.log).toContainText(marker);
    await expect(anna.log).toContainText(marker);
    await anna.say(`/me thinks of ${marker}`);
    await expect(boris.log).toContainText(`Anna thinks of ${marker}`);
    await anna.say(`/weather ${marker}`);
    await expect(anna.log).toContainText('City not found');
  });
  const logs = await stack.logs();

  // Each place is asked for what does belong there, too: a search that finds nothing at all proves nothing.
  await expect.poll(() => filesHolding(name, parts.database.dataDir)).not.toEqual([]);
  expect(await filesHolding(marker, parts.database.dataDir)).toEqual([]);
  expect(await filesHolding('session:', parts.redis.dataDir)).not.toEqual([]);
  expect(await filesHolding(marker, parts.redis.dataDir)).toEqual([]);
  expect(commands.some((command) => command.includes('session:'))).toBe(true);
  const carrying = commands.filter((command) => command.includes(marker));
  expect(carrying).not.toEqual([]);
  for (const command of carrying) expect(command).toMatch(/^[\d.]+ \[[^\]]+\] "s?publish" /i);
  expect(logs.includes(new URL(room).pathname)).toBe(true);
  expect(logs.includes(marker)).toBe(false);
  let holding = 0;
  for (const chat of parts.chats) {
    const memory = await heapOf(chat, parts.folder);
    if (memory.includes(name)) holding++;
    expect(memory.includes(marker)).toBe(false);
  }
  // Anna's and Boris's.
  expect(holding).toBe(2);
});

test('what is said in a sealed room, and its key, leave the page by no request or frame and are not in Redis, files, logs or memory (row 96)', async ({
  member,
  unique,
  stack,
}) => {
  const parts = asProcesses(stack);
  const marker = randomBytes(16).toString('hex');
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const sent = await Promise.all([anna, boris].map(({ page }) => bytesSentBy(page)));
  let key = '';

  const commands = await commandsDuring(parts, async () => {
    const room = await anna.createSealedRoom(unique('vault'));
    key = room.split('#k=')[1] ?? '';
    // The way through the sign-in, which loses the fragment of the address.
    await boris.signOut();
    await boris.page.goto('about:blank');
    await boris.page.goto(room);
    await boris.page.getByLabel('E-mail or username').fill(boris.email);
    await boris.page.getByLabel('Password', { exact: true }).fill(boris.password);
    await boris.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
    await boris.expectConnected();
    await anna.say(`Between us: ${marker}`);
    await boris.say(`I have it: ${marker}`);
    for (const { log } of [anna, boris]) await expect(log.getByText(marker)).toHaveCount(2);
    await anna.say(`/me thinks of ${marker}`);
    await expect(anna.log).toContainText('There are no commands in a sealed room');
    await anna.page.getByRole('link', { name: 'Invite', exact: true }).click();
    const dialog = anna.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create link' }).click();
    await expect(dialog.locator('#invite-link')).toContainText(`#k=${key}`);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await anna.composer.fill(`half of a thought ${marker}`);
  });
  const stored = await anna.page.evaluate(() => JSON.stringify(sessionStorage));
  expect(stored.includes(marker)).toBe(false);

  const bytes = sent.flatMap((each) => each());
  const logs = await stack.logs();
  expect(bytes.some((each) => each.includes('lantern-sealed:1.'))).toBe(true);
  expect(bytes.some((each) => each.includes(encodeURIComponent(boris.email)))).toBe(true);
  expect(commands.some((command) => command.includes('lantern-sealed:1.'))).toBe(true);
  expect(key).toHaveLength(43);
  for (const secret of [marker, key]) {
    expect(bytes.filter((each) => each.includes(secret))).toEqual([]);
    expect(commands.filter((command) => command.includes(secret))).toEqual([]);
    expect(await filesHolding(secret, parts.database.dataDir)).toEqual([]);
    expect(await filesHolding(secret, parts.redis.dataDir)).toEqual([]);
    expect(logs.includes(secret)).toBe(false);
  }
  for (const service of [...parts.webs, ...parts.chats]) {
    const memory = await heapOf(service, parts.folder);
    for (const secret of [marker, key]) expect(memory.includes(secret)).toBe(false);
  }
});

/** @returns what tells all that the page has sent so far, as it leaves the browser: addresses, headers, bodies and frames */
async function bytesSentBy(page: Page): Promise<() => string[]> {
  const sent: string[] = [];
  const browser = await page.context().newCDPSession(page);
  browser.on('Network.requestWillBeSent', ({ request: { urlFragment, ...request } }) => {
    sent.push(JSON.stringify(request));
  });
  browser.on('Network.requestWillBeSentExtraInfo', (info) => sent.push(JSON.stringify(info)));
  browser.on('Network.webSocketWillSendHandshakeRequest', (request) => sent.push(JSON.stringify(request)));
  browser.on('Network.webSocketFrameSent', ({ response }) => sent.push(response.payloadData));
  await browser.send('Network.enable', { maxPostDataSize: 1_000_000 });
  return () => sent;
}
