import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from '../lantern.ts';
import { Talker } from '../talker.ts';

test('a message keeps its indentation and blank lines', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say('    if lit:\n\n\n        burn()\n\n');
  for (const { log } of [anna, boris]) {
    const text = log.locator('.message', { hasText: 'burn()' }).locator('.message-text');
    await expect(text).toHaveJSProperty('textContent', '    if lit:\n\n\n        burn()');
    await expect(text).toHaveJSProperty('innerText', '    if lit:\n\n\n        burn()');
  }
  await anna.expectConfirmed();
});

test('addresses in messages are links, written left to right', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say('«https://example.org/a_(b)», [map](https://example.net/map) и www.example.com!');
  for (const href of ['https://example.org/a_(b)', 'https://example.net/map', 'http://www.example.com/']) {
    const link = boris.log.locator(`a[href="${href}"]`);
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
    await expect(link).toHaveCSS('direction', 'ltr');
  }
});

test('a long message is collapsed, and expands with the keyboard', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say(`top${'\n'.repeat(3_900)}bottom`);
  await anna.say(`z${'\u0301'.repeat(60)}a${'\u0330'.repeat(60)}`);
  await anna.say('and on');
  const long = boris.log.locator('.message', { hasText: 'bottom' });
  const show = long.getByRole('button', { name: 'Show all' });
  await expect(boris.log.getByText('and on')).toBeInViewport();
  const height = async () => (await long.boundingBox())?.height ?? 0;
  expect(await height()).toBeLessThan(400);
  await show.focus();
  await boris.page.keyboard.press('Enter');
  await expect(long.getByRole('button', { name: 'Show less' })).toHaveAttribute('aria-expanded', 'true');
  expect(await height()).toBeGreaterThan(10_000);
  await boris.page.keyboard.press('Enter');
  await expect(show).toHaveAttribute('aria-expanded', 'false');
  expect(await height()).toBeLessThan(400);
  // Nothing of it paints outside of its own box.
  const marked = boris.log.locator('.message-text.tall-lines');
  await expect(marked).toHaveCSS('overflow', 'hidden');
});

test('the visible messages stay in place while new ones arrive', async ({ member, unique }) => {
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('square'));
  const talkers = Array.from({ length: 9 }, (_, at) => new Talker(`Talker${'abcdefghi'[at]}`));
  for (const talker of talkers)
    await talker.enter(`${unique(talker.name).replace(' ', '.')}@example.org`, room, new URL(room).pathname);
  const [first, ...others] = talkers;
  first?.speak(60);
  const read = anna.log.getByText(`${first?.name} 5`, { exact: true });
  await expect(anna.log.getByText(`${first?.name} 60`)).toBeInViewport();
  await read.scrollIntoViewIfNeeded();
  await expect(anna.page.getByRole('button', { name: 'Jump to the latest' })).toBeVisible();
  const before = await read.boundingBox();
  for (const talker of others) {
    talker.speak(90);
    await expect(anna.log.getByText(`${talker.name} 90`, { exact: true })).toBeAttached();
    expect(await read.boundingBox()).toEqual(before);
  }
  await expect(anna.log).toContainText('older messages are no longer shown');
  expect(await anna.log.locator('.message').count()).toBeLessThan(800);
  for (const talker of talkers) talker.leave();
});

test('a connection that answers within six seconds stays open', async ({ member, unique }) => {
  const anna = await member('Anna');
  let opened = 0;
  await anna.page.routeWebSocket(/\/ws\?/, (socket: WebSocketRoute) => {
    opened++;
    const server = socket.connectToServer();
    server.onMessage((frame) => void setTimeout(() => socket.send(frame), 6_000));
  });
  await anna.createRoom(unique('garden'));
  // As if the tab were looked at again: the page asks whether the connection lives.
  await anna.page.evaluate(`dispatchEvent(new Event('online'))`);
  await anna.say('From the hills');
  await expect(anna.log.locator('.message-pending')).toHaveCount(1);
  await anna.expectConfirmed();
  await expect(anna.log).not.toContainText('Not delivered.');
  await expect(anna.log.getByText('From the hills')).toHaveCount(1);
  expect(opened).toBe(1);
});

test('on a tablet the hint says that Ctrl+Enter sends, and it does', async ({ member, unique }) => {
  const anna = await member('Anna', {
    hasTouch: true,
    isMobile: true,
    viewport: { width: 820, height: 1180 },
  });
  await anna.createRoom(unique('garden'));
  await expect(anna.page.getByText('With a keyboard: Ctrl+Enter to send')).toBeVisible();
  await expect(anna.composer).toHaveAccessibleDescription(/^With a keyboard: Ctrl\+Enter to send/);
  await anna.composer.fill('one');
  await anna.composer.press('Control+Enter');
  await expect(anna.log).toContainText('one');
});

test('texts and names of different directions do not reorder each other', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await expect(anna.composer).toHaveAttribute('dir', 'auto');
  await anna.composer.fill('שלום');
  await expect(anna.composer).toHaveCSS('direction', 'rtl');
  await anna.say('/me אומרת שלום');
  await boris.say('/me waves at https://example.org');
  await expect(boris.log.locator('.message-action', { hasText: 'שלום' })).toHaveCSS('direction', 'rtl');
  await expect(anna.log.locator('.message-action', { hasText: 'waves' })).toHaveCSS('direction', 'ltr');
  await expect(anna.log.locator('.message-actor').first()).toHaveCSS('unicode-bidi', 'isolate');
});
