import { ESCAPE } from './web-driver.ts';
import { expect, test } from './webkit.ts';
import type { WebKitPerson } from './webkit-person.ts';

/** Makes the window so narrow and waits until it is. */
async function narrow({ driver }: WebKitPerson, height: number): Promise<void> {
  await driver.resize({ width: 375, height });
  await expect.poll(() => driver.run('return [innerWidth, innerHeight]')).toEqual([375, height]);
}

const isShown = ({ driver }: WebKitPerson, selector: string) =>
  driver.run<boolean>('return document.querySelector(arguments[0])?.checkVisibility() ?? false', selector);

test('a narrow window has one line of head, one menu, and the people over the talk', async ({
  inWebKit,
  member,
  unique,
}) => {
  const [anna, boris] = [await inWebKit('Anna'), await member('Boris')];
  const { driver } = anna;
  await anna.signUp();
  await boris.enter(await anna.createRoom(unique('garden')));
  await boris.say('Good evening');
  await anna.hears('Good evening');
  await narrow(anna, 667);
  expect(await isShown(anna, '.site-header')).toBe(false);
  await anna.click('button', 'Room menu');
  for (const link of ['Invite', 'About the room', 'Moderation']) await anna.find('link', link);
  await anna.find('field', 'Notify me');
  await driver.type(await driver.focused(), ESCAPE);
  await expect.poll(() => isShown(anna, '.room-menu')).toBe(false);

  await driver.click(await driver.run(`return document.querySelector('[data-part="people-button"]')`));
  await expect.poll(() => isShown(anna, '.chat-side')).toBe(true);
  await anna.click('button', 'Boris');
  await anna.sees('Here since', 'dialog[open]');
  await expect.poll(() => isShown(anna, '.chat-side')).toBe(false);
  await driver.type(await driver.focused(), ESCAPE);
  await expect.poll(() => isShown(anna, 'dialog[open]')).toBe(false);

  // As under a keyboard.
  await narrow(anna, 380);
  const talk = `return document.querySelector('.chat-viewport').clientHeight / innerHeight`;
  expect(await driver.run<number>(talk)).toBeGreaterThan(0.55);
  await anna.say('And to you');
  await expect(boris.log).toContainText('And to you');
  const tooWide = 'return document.documentElement.scrollWidth - innerWidth';
  expect(await driver.run<number>(tooWide)).toBeLessThanOrEqual(0);
});
