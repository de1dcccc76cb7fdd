import { expect, test } from './webkit.ts';

/**
 * The driver can neither take the focus from a window nor allow notifications. Nobody looks at this page until it is told so, and it keeps
 * what it would have shown.
 */
const UNWATCHED = `
  document.hasFocus = () => false;
  dispatchEvent(new Event('blur'));
  globalThis.shown = [];
  globalThis.Notification = class extends EventTarget {
    static permission = 'granted';
    constructor(title) {
      super();
      shown.push(title);
    }
    close() {}
  };`;

test('the title counts what is unread, and each room alerts as it was chosen there', async ({
  inWebKit,
  member,
  unique,
}) => {
  const [anna, boris] = [await inWebKit('Anna'), await member('Boris')];
  const { driver } = anna;
  await anna.signUp();
  const quiet = await anna.createRoom(unique('quiet'));
  const loud = await anna.createRoom(unique('loud'));
  await boris.enter(loud);
  await anna.click('button', 'Display and alerts');
  await anna.select('Notify me', 'When I am mentioned');
  // Nobody is asked in automation: it is as if they had denied it.
  await anna.sees('Your browser blocks notifications', '[data-part="alerts-denied"]');
  const title = () => driver.run<string>('return document.title');
  expect(await title()).toMatch(/^loud/);
  await driver.run(UNWATCHED);
  await boris.say('Good evening');
  await boris.say('@Anna, are you there?');
  await anna.hears('are you there?');
  await expect.poll(title).toMatch(/^\(2\) loud/);
  await expect.poll(() => driver.run('return shown')).toEqual(['Boris mentioned you']);
  await driver.run(`document.hasFocus = () => true; dispatchEvent(new Event('focus'))`);
  await expect.poll(title).toMatch(/^loud/);

  const chosen = `return document.querySelector('[data-part="alerts"]').value`;
  for (const [room, level] of [
    [quiet, 'none'],
    [loud, 'mentions'],
  ] as const) {
    await anna.goto(room);
    await anna.expectConnected();
    expect(await driver.run(chosen)).toBe(level);
  }
});
