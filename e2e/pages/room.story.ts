import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from '../lantern.ts';
import type { Person } from '../person.ts';
import { tap } from './layout/tap.ts';

/** Puts a hand on a person's sockets: lets frames pass, or swallows the messages they send. */
async function wire({ page }: Person) {
  const state = { swallow: false, cut: () => {} };
  await page.routeWebSocket(/\/ws\?/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    state.cut = () => void socket.close({ code: 4000 });
    socket.onMessage((frame) => {
      if (!state.swallow || !String(frame).includes('"message"')) server.send(frame);
    });
  });
  return state;
}

test('an unconfirmed message is marked, and trying again delivers it once', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const line = await wire(anna);
  await boris.enter(await anna.createRoom(unique('garden')));
  line.swallow = true;
  await anna.say('Is this on?');
  await expect(anna.log.getByText('Is this on?')).toBeVisible();
  await expect(anna.log).toContainText('Not delivered.');
  await expect(anna.log.getByRole('button', { name: 'Copy' })).toBeVisible();
  line.swallow = false;
  await anna.log.getByRole('button', { name: 'Retry' }).click();
  await expect(boris.log).toContainText('Is this on?');
  await expect(anna.log).not.toContainText('Not delivered.');
  for (const { log } of [anna, boris]) await expect(log.getByText('Is this on?')).toHaveCount(1);
});

test('a message written without a connection is sent when the connection is back', async ({
  member,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(/ERR_INTERNET_DISCONNECTED/);
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const line = await wire(anna);
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.page.context().setOffline(true);
  line.cut();
  await expect(anna.page.getByText('You are offline.')).toBeVisible();
  await anna.say('From the tunnel');
  await expect(anna.log).toContainText('Will be sent when the connection is back');
  await anna.page.context().setOffline(false);
  await expect(boris.log).toContainText('From the tunnel');
  await expect(anna.log).not.toContainText('Will be sent');
  await expect(anna.log).toContainText('Messages from that time were not kept.');
  for (const { log } of [anna, boris]) await expect(log.getByText('From the tunnel')).toHaveCount(1);
});

test('joining and leaving are one quiet line, which can be hidden permanently', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  for (const name of ['Boris', 'Vera', 'Gleb', 'Dina']) await (await member(name)).enter(room);
  const notice = anna.log.getByText('Boris, Vera and 2 others joined.');
  await expect(notice).toBeVisible();
  await expect(anna.page.getByText('People here: 5')).toBeVisible();
  const toggle = anna.page.getByLabel('Show who joins and leaves');
  await anna.openAlerts();
  await toggle.uncheck();
  await expect(notice).toBeHidden();
  await anna.page.reload();
  await anna.expectConnected();
  await expect(toggle).not.toBeChecked();
});

test('a reader who has scrolled up stays there and sees how many messages are new', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  for (let number = 1; number <= 40; number++) await boris.say(`line ${number}`);
  await expect(anna.log.getByText('line 40')).toBeInViewport();
  const first = anna.log.getByText('line 1', { exact: true });
  await first.scrollIntoViewIfNeeded();
  // The page has seen that she reads further up.
  await expect(anna.page.getByRole('button', { name: 'Jump to the latest' })).toBeVisible();
  for (const text of ['first news', 'second news']) await boris.say(text);
  await anna.page.getByRole('button', { name: '2 new messages' }).click();
  await expect(anna.log.getByText('second news')).toBeInViewport();
  await first.scrollIntoViewIfNeeded();
  await anna.say('my own');
  await expect(anna.log.getByText('my own')).toBeInViewport();
});

test('the composer breaks lines, recalls messages, keeps drafts and never sends an unfinished composition', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  const { composer, page } = anna;
  // In Firefox the newest window has the focus.
  await page.bringToFront();
  await expect(composer).toBeFocused();
  await composer.fill('one');
  await composer.press('Shift+Enter');
  await composer.pressSequentially('two');
  await page.reload();
  await anna.expectConnected();
  await expect(composer).toHaveValue('one\ntwo');
  await composer.press('Control+Enter');
  await expect(boris.log.getByText('one two')).toHaveText('one\ntwo', { useInnerText: true });
  await expect(composer).toHaveValue('');
  await composer.press('ArrowUp');
  await expect(composer).toHaveValue('one\ntwo');
  await composer.press('ArrowDown');
  await composer.fill('  ');
  await composer.press('Enter');
  await expect(composer).toHaveValue('  ');
  await composer.fill('かん');
  await composer.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
  await expect(composer).toHaveValue('かん');
  await composer.fill('я'.repeat(4_001));
  await expect(page.getByText('1 character too many')).toBeVisible();
});

test('on a phone Enter breaks the line, a button sends, and the keyboard does not open by itself', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna', {
    hasTouch: true,
    isMobile: true,
    viewport: { width: 375, height: 720 },
  });
  await anna.createRoom(unique('garden'));
  await expect(anna.composer).not.toBeFocused();
  await anna.composer.fill('one');
  await anna.composer.press('Enter');
  await expect(anna.composer).toHaveValue('one\n');
  await tap(anna.page.getByRole('button', { name: 'Send' }));
  await expect(anna.log).toContainText('one');
});
