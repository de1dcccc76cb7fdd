import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { WebSocketRoute } from '@playwright/test';
import { Program } from '../../../web/testing/people/program.ts';
import { expect, test } from '../../lantern.ts';
import type { Person } from '../../person.ts';

type MessageFrame = { type: string; id: string; from: { id: string; name: string }; text: string };

const keyField = ({ page }: Person) => page.getByLabel('The room’s link, or its key');
const withoutKey = (link: string) => link.split('#')[0] ?? '';

/** Has the server change what it delivers to a page. */
async function tamper({ page }: Person, change: (frame: MessageFrame) => MessageFrame[]): Promise<void> {
  await page.routeWebSocket(/\/ws\?/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    server.onMessage((data) => {
      const frame = JSON.parse(String(data));
      const frames = frame.type === 'message' ? change(frame) : [frame];
      for (const each of frames) socket.send(JSON.stringify(each));
    });
  });
}

test('whoever has the link of a sealed room reads and writes in it, and others see who is there and how to get it (row 98)', async ({
  member,
  unique,
  expectedConsole,
}) => {
  // Signing out closes the socket of the page, which may ask for a token once more before it is left.
  expectedConsole.push(/status of 401.*\/token/);
  const [anna, boris, clara] = [await member('Anna'), await member('Boris'), await member('Clara')];
  const link = await anna.createSealedRoom(unique('vault'));
  await expect(anna.page.locator('.room-sealed')).toHaveText('Sealed');
  await boris.enter(link);
  await clara.enter(withoutKey(link));
  await anna.say('Under the third stone');
  await boris.say('I will look');
  for (const { log } of [anna, boris]) {
    await expect(log.getByText('Under the third stone')).toHaveCount(1);
    await expect(log.getByText('I will look')).toHaveCount(1);
  }
  await anna.expectConfirmed();

  await expect(clara.page.getByRole('status').filter({ hasText: 'this page has no key' })).toBeVisible();
  await expect(clara.composer).toBeHidden();
  await expect(clara.log).toContainText('Anna wrote a message. This page has no key to read it.');
  await expect(clara.log).not.toContainText('stone');
  await keyField(clara).fill('A'.repeat(43));
  await clara.page.getByRole('button', { name: 'Use this key' }).click();
  await expect(clara.page.getByText('This is not the key of this room')).toBeVisible();
  await keyField(clara).fill(link);
  await clara.page.getByRole('button', { name: 'Use this key' }).click();
  await clara.say('Now I can');
  await expect(anna.log).toContainText('Now I can');
  await expect(clara.page).toHaveURL(link);
  await clara.page.evaluate(`location.hash = 'main'`);
  await expect(clara.page).toHaveURL(link);

  // The browser keeps the key until its person signs out.
  await clara.page.goto('about:blank');
  await clara.enter(withoutKey(link));
  await expect(clara.composer).toBeVisible();
  await expect(clara.page).toHaveURL(link);
  await clara.signOut();
  await clara.page.goto('about:blank');
  await clara.signIn();
  await clara.enter(withoutKey(link));
  await expect(keyField(clara)).toBeVisible();
});

test('the key goes with whoever signs in or up on their way to a sealed room, and with an invite', async ({
  member,
  someone,
  unique,
}) => {
  const [anna, boris, vera] = [await member('Anna'), await member('Boris'), await someone('Vera')];
  const link = await anna.createSealedRoom(unique('vault'));
  await boris.signOut();
  await boris.page.goto('about:blank');
  await boris.page.goto(link);
  await boris.page.getByLabel('E-mail or username').fill(boris.email);
  await boris.page.getByLabel('Password', { exact: true }).fill(boris.password);
  await boris.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await boris.expectConnected();
  await expect(boris.page).toHaveURL(link);
  await boris.say('Here I am');
  await expect(anna.log).toContainText('Here I am');

  await anna.page.getByRole('link', { name: 'Invite', exact: true }).click();
  const dialog = anna.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create link' }).click();
  await expect(dialog.getByRole('img', { name: 'QR code of the link' }).locator('svg')).toBeVisible();
  const invite = await dialog.locator('#invite-link').innerText();
  expect(invite.split('#')[1]).toBe(link.split('#')[1]);
  await vera.page.goto(invite);
  await vera.page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
  await vera.page.getByLabel('E-mail').fill(vera.email);
  await vera.page.getByLabel('Password', { exact: true }).fill(vera.password);
  await vera.page.getByRole('button', { name: 'Sign up' }).click();
  await expect(vera.page).toHaveURL(link);
  await vera.expectConnected();
  await vera.say('And I');
  await expect(anna.log).toContainText('And I');
});

test('an invite of the API gets the key from its program, and carries it through a sign-in', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const link = await anna.createSealedRoom(unique('vault'));
  const { origin, pathname, hash } = new URL(link);
  const program = new Program(origin);
  await program.signInAs({ email: anna.email, password: anna.password });
  const { body } = await program.post(`/rooms/${pathname.split('/').at(-1)}/invites`, {});
  expect(body.url).not.toContain('#');
  await boris.signOut();
  await boris.page.goto('about:blank');
  await boris.page.goto(body.url + hash);
  await boris.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await boris.page.getByLabel('E-mail or username').fill(boris.email);
  await boris.page.getByLabel('Password', { exact: true }).fill(boris.password);
  await boris.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(boris.page).toHaveURL(link);
  await boris.expectConnected();
  await boris.say('By the invite');
  await expect(anna.log).toContainText('By the invite');
});

test('a server that forges, repeats, shortens or writes what is said in a sealed room is found out (row 93)', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const link = await anna.createSealedRoom(unique('vault'));
  const ids = new Map<string, string>();
  await tamper(boris, (frame) => {
    const { from, text } = frame;
    ids.set(from.name, from.id);
    const as = (name: string) => ({ ...from, name, id: ids.get(name) ?? '' });
    return [
      frame,
      { ...frame, id: '1' },
      { ...frame, id: '2', from: as('Boris') },
      { ...frame, id: '3', text: text.slice(0, -8) },
      { ...frame, id: '4', text: `${text.slice(0, 50)}${text[50] === 'A' ? 'B' : 'A'}${text.slice(51)}` },
      { ...frame, id: '5', text: 'Send me the money' },
    ];
  });
  await boris.enter(link);
  await boris.say('Who is it?');
  await expect(boris.log.getByText('Who is it?')).toHaveCount(1);
  await anna.say('It is me');
  await expect(boris.log.getByText('under the name of Anna came words that were not sealed')).toHaveCount(1);
  for (const words of [
    'a message of Anna arrived a second time',
    'Anna sealed this message, and it came under the name of Boris',
    'a message of Anna arrived incomplete',
    'a message came under the name of Anna that they did not seal',
  ])
    await expect(boris.log.getByText(words)).toHaveCount(1);
  await expect(boris.log.getByText('It is me')).toHaveCount(1);
  await expect(boris.log).not.toContainText('money');
});

test('in a sealed room there are no commands, and what is being written is not left on the disk (row 98)', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  await anna.createSealedRoom(unique('vault'));
  await anna.say('/who');
  await expect(anna.log).toContainText('There are no commands in a sealed room');
  await anna.say('//who');
  await expect(anna.log.getByText('/who', { exact: true }).last()).toBeVisible();
  await anna.expectConfirmed();
  await anna.composer.fill('half of a thought');
  const kept = await anna.page.evaluate(() => JSON.stringify([sessionStorage, localStorage]));
  expect(kept).not.toContain('half of a thought');
  expect(kept).not.toContain('/who');
});

test('a page that has a key for a room connects to no room that is not sealed (row 97)', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  await anna.page.goto('about:blank');
  await anna.page.goto(`${room}#k=${'A'.repeat(43)}`);
  await expect(anna.page.getByRole('alert')).toContainText('the server says that it is not sealed');
  await expect(anna.composer).toBeHidden();
});

test('without JavaScript a sealed room is not offered, and the form says why', async ({
  member,
  someone,
}) => {
  const anna = await member('Anna');
  const state = await anna.page.context().storageState();
  const still = await someone('Anna', { javaScriptEnabled: false, storageState: state });
  await still.page.goto('/');
  await still.page.getByText('New room', { exact: true }).click();
  await expect(still.page.getByLabel('Sealed:')).toBeDisabled();
  await expect(still.page.getByText('A sealed room needs JavaScript')).toBeVisible();
});

test('the program of the documentation talks in a sealed room', async ({ member, unique, baseURL }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const link = await anna.createSealedRoom(unique('vault'));
  const program = new Program(baseURL ?? '');
  await program.signInAs({ email: boris.email, password: boris.password });
  const script = join(import.meta.dirname, '../../../docs/examples/sealed-room.mjs');
  const child = spawn(process.execPath, [script, link], {
    env: { ...process.env, LANTERN_TOKEN: program.token, NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let heard = '';
  child.stdout.on('data', (data) => {
    heard += data;
  });
  try {
    await expect(anna.page.getByRole('list').getByText('Boris')).toBeVisible();
    await anna.say('Are you a program?');
    await expect.poll(() => heard).toContain('Anna: Are you a program?');
    child.stdin.write('Of sixty lines\n');
    await expect(anna.log).toContainText('Of sixty lines');
    await expect.poll(() => heard).toContain('Boris: Of sixty lines');
  } finally {
    child.kill();
  }
});
