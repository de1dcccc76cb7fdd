import type { Page } from '@playwright/test';
import { expect, test } from '../lantern.ts';

/** A browser in which no page is looked at until it is told so; keeps what it would have shown. */
async function unwatched(page: Page): Promise<void> {
  await page.context().addInitScript(`
    document.hasFocus = () => document.documentElement.dataset.looked === 'yes';
    globalThis.shown = [];
    globalThis.Notification = class extends EventTarget {
      static permission = 'granted';
      static requestPermission = async () => 'granted';
      constructor(title, options) {
        super();
        shown.push({ title, ...options });
      }
      close() {}
    };`);
}

const shownIn = (page: Page) => page.evaluate<{ title: string; renotify: boolean }[]>('shown');

test('several open tabs alert once to each mention, and not while the reader looks at one of them', async ({
  someone,
  member,
  unique,
}) => {
  const [anna, boris] = [await someone('Anna'), await member('Boris')];
  await unwatched(anna.page);
  await anna.signUp();
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  const tabs = [anna.page, await anna.page.context().newPage(), await anna.page.context().newPage()];
  for (const tab of tabs.slice(1)) await tab.goto(room);
  for (const tab of tabs) await expect(tab.getByText('Connected', { exact: true })).toBeVisible();
  await anna.openAlerts();
  await anna.page.getByLabel('Notify me').selectOption('When I am mentioned');
  const all = async () => (await Promise.all(tabs.map(shownIn))).flat();
  const heardEverywhere = async (text: string) => {
    for (const tab of tabs) await expect(tab.getByRole('log')).toContainText(text);
  };
  for (const count of [1, 2]) {
    const text = `@Anna, call ${count}`;
    await boris.say(text);
    await heardEverywhere(text);
    await expect.poll(async () => (await all()).length).toBe(count);
  }
  expect((await all()).every(({ title, renotify }) => renotify && title === 'Boris mentioned you')).toBe(
    true,
  );
  await tabs[2]?.evaluate(
    `document.documentElement.dataset.looked = 'yes'; dispatchEvent(new Event('focus'))`,
  );
  await boris.say('@Anna, you see this');
  await heardEverywhere('you see this');
  await tabs[2]?.evaluate(`document.documentElement.dataset.looked = 'no'`);
  // What comes after it is told: whatever the one before it was to bring has come by then.
  await boris.say('@Anna, and now?');
  await heardEverywhere('and now?');
  await expect.poll(async () => (await all()).length).toBe(3);
});

test('a reader is told of every message of one room, of mentions in another, and of nobody whom they ignore', async ({
  someone,
  member,
  unique,
}) => {
  const [anna, boris] = [await someone('Anna'), await member('Boris')];
  await unwatched(anna.page);
  await anna.signUp();
  const [loud, quiet] = [await anna.createRoom(unique('loud')), await anna.createRoom(unique('quiet'))];
  await anna.openAlerts();
  await anna.page.getByLabel('Notify me').selectOption('Never');
  await anna.enter(loud);
  await anna.openAlerts();
  await anna.page.getByLabel('Notify me').selectOption('For every message');
  await anna.page.keyboard.press('Escape');
  await boris.enter(loud);
  await boris.say('Good evening');
  await expect
    .poll(async () => (await shownIn(anna.page)).map(({ title }) => title))
    .toEqual(['New message from Boris']);

  await anna.page.getByTitle('Open the card of Boris').click();
  await anna.page.getByRole('button', { name: 'Ignore in this browser' }).click();
  await expect(anna.log.getByText('Good evening')).toBeHidden();
  await boris.say('@Anna, are you there?');
  await expect(anna.log).toContainText('are you there?');
  await expect(anna.log.getByText('are you there?')).toBeHidden();
  expect(await shownIn(anna.page)).toHaveLength(1);
  await anna.page.reload();
  await anna.expectConnected();
  await expect(anna.page.getByRole('button', { name: 'Boris (ignored)' })).toBeVisible();
  await expect(anna.page.getByLabel('Notify me')).toHaveValue('all');
  await anna.enter(quiet);
  await expect(anna.page.getByLabel('Notify me')).toHaveValue('none');
});
