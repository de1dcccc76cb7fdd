import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Locale } from '../../../web/src/locales/locales.ts';
import { expect, test } from '../../lantern.ts';
import type { Person } from '../../person.ts';
import { tap, tapAt } from './tap.ts';

const phone = { hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } };
/** The part of the screen that an open keyboard leaves. */
const withKeyboard = { width: 375, height: 380 };
const onItsSide = { width: 667, height: 375 };

const faultsOf = async (page: Page) =>
  (await new AxeBuilder({ page }).setLegacyMode().analyze()).violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0]?.html}`,
  );

/** Which part of the screen is talk; the composer and the head have to be in sight. */
async function shareOfTalk({ page, composer }: Person): Promise<number> {
  await tap(composer);
  await expect(composer).toBeFocused();
  await expect(composer).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('heading', { level: 1 })).toBeInViewport({ ratio: 1 });
  const talk = await page.locator('.chat-viewport').boundingBox();
  return (talk?.height ?? 0) / (page.viewportSize()?.height ?? 1);
}

/** What a finger could miss: buttons, links and fields that are in sight and smaller than 44 px. */
async function smallTargets(page: Page, within: string): Promise<string[]> {
  const small: string[] = [];
  for (const target of await page
    .locator(`${within} :is(button, a, select, textarea, label:not(.visually-hidden))`)
    .all()) {
    const box = (await target.isVisible()) ? await target.boundingBox() : undefined;
    if (box && Math.min(box.width, box.height) < 44) small.push(await target.evaluate((e) => e.outerHTML));
  }
  return small;
}

async function swipe(page: Page, [x, y]: [number, number], [toX, toY]: [number, number]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', [{ x, y }]);
  for (const part of [0.2, 0.4, 0.6, 0.8, 1])
    await touch('touchMove', [{ x: x + (toX - x) * part, y: y + (toY - y) * part }]);
  await touch('touchEnd', []);
  await session.detach();
}

for (const [locale, tag] of [
  ['en', 'en-GB'],
  ['ru', 'ru-RU'],
] as const)
  test(`with a keyboard over a phone more than 55 % of what is left is talk, also for who is muted (${locale})`, async ({
    someone,
    member,
    unique,
  }) => {
    const [anna, boris] = [await someone('Anna', { ...phone, locale: tag }), await member('Boris')];
    anna.locale = locale as Locale;
    await anna.signUp();
    const room = await boris.createRoom(unique('An evening in the garden with everybody'));
    await anna.enter(room);
    await boris.say('Good evening');
    await anna.page.setViewportSize(withKeyboard);
    expect(await shareOfTalk(anna)).toBeGreaterThan(0.65);
    await anna.composer.fill('a long draft\n'.repeat(20));
    expect(await shareOfTalk(anna)).toBeGreaterThan(0.55);
    await anna.composer.fill('');
    for (const place of ['.chat-head', '.chat-foot'])
      expect(await smallTargets(anna.page, place)).toEqual([]);

    const moderation = await boris.page.context().newPage();
    await moderation.goto(`${room}/moderation`);
    await moderation.getByLabel('Seconds between messages').fill('120');
    await moderation.getByRole('button', { name: 'Save' }).click();
    const notice = anna.page.locator('.write-notice');
    await expect(notice).toContainText('120');
    await anna.composer.fill('Here I am');
    await tap(anna.page.locator('.composer-send'));
    await expect(boris.log).toContainText('Here I am');
    await expect(notice).toContainText(/11\d|120 /);
    expect(await shareOfTalk(anna)).toBeGreaterThan(0.55);

    await boris.page.getByTitle('Open the card of Anna').click();
    const card = boris.page.getByRole('dialog');
    await card.getByLabel('Reason').fill('A reason of many words. '.repeat(12).trim());
    await card.getByRole('button', { name: 'Mute' }).click();
    const why = notice.getByRole('button');
    await expect(why).toBeVisible();
    expect(await shareOfTalk(anna)).toBeGreaterThan(0.55);
    await tap(why);
    await expect(notice).toContainText('A reason of many words.');
    await expect(anna.page.locator('.write-notice-reason')).toBeVisible();
    expect(await faultsOf(anna.page)).toEqual([]);
    await tap(why);
    await anna.page.setViewportSize(onItsSide);
    expect(await shareOfTalk(anna)).toBeGreaterThan(0.55);
  });

test('the list of people on a phone closes by Escape, beside it, and when it is no longer needed', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna', phone), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  const { page, people, composer } = anna;
  const button = page.getByRole('button', { name: 'People here: 2' });
  await tap(button);
  await expect(people).toBeVisible();
  expect(await smallTargets(page, '.chat-side')).toEqual([]);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await faultsOf(page)).toEqual([]);
  }
  await tapAt(page, [180, 120]);
  await expect(people).toBeHidden();
  await tap(button);
  await tap(people.getByRole('button', { name: 'Close' }));
  await expect(people).toBeHidden();
  await tap(button);
  await composer.focus();
  await expect(people).toBeHidden();
  await expect(composer).toBeFocused();

  await button.press('Enter');
  await page.keyboard.press('Tab');
  await expect(people.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(people).toBeHidden();
  await expect(button).toBeFocused();

  await tap(button);
  await tap(page.getByTitle('Open the card of Boris'));
  await expect(page.getByRole('dialog').getByText('Here since')).toBeVisible();
  await expect(people).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
});

test('the list of people on a phone closes by a swipe', async ({ member, unique }) => {
  const anna = await member('Anna', phone);
  await anna.createRoom(unique('garden'));
  const { page, people } = anna;
  const button = page.getByRole('button', { name: 'People here: 1' });
  await tap(button);
  const topAndBottom = async () => {
    const box = await people.boundingBox();
    return [box?.y ?? 0, Math.round((box?.y ?? 0) + (box?.height ?? 0))] as const;
  };
  // Once it has slid in.
  await expect.poll(async () => (await topAndBottom())[1]).toBe(667);
  const top = (await topAndBottom())[0] + 40;
  await swipe(page, [180, top], [180, top + 30]);
  await expect(people).toBeVisible();
  await swipe(page, [180, top], [180, top + 120]);
  await expect(people).toBeHidden();

  await page.setViewportSize(onItsSide);
  await tap(button);
  const edges = async () => {
    const drawer = await people.boundingBox();
    return [drawer?.y, drawer?.height, (drawer?.x ?? 0) + (drawer?.width ?? 0)];
  };
  await expect.poll(edges).toEqual([0, 375, 667]);
  await swipe(page, [500, 200], [640, 200]);
  await expect(people).toBeHidden();
});

test('one menu on a phone holds what a desk shows as buttons, and the way to the account', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna', phone);
  const name = unique('garden');
  await anna.createRoom(name);
  const { page } = anna;
  await expect(page.getByRole('banner')).toBeHidden();
  const button = page.getByRole('button', { name: 'Room menu' });
  await button.press('Enter');
  await page.keyboard.press('Tab');
  const star = page.getByRole('button', { name: 'Star' });
  await expect(star).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Star', pressed: true })).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await faultsOf(page)).toEqual([]);
  }
  expect(await smallTargets(page, '.room-menu')).toEqual([]);
  for (const link of ['Invite', 'About the room', 'Moderation', 'Settings Anna'])
    await expect(page.getByRole('link', { name: link })).toBeInViewport();
  await expect(page.getByLabel('Notify me')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(star).toBeHidden();
  await expect(button).toBeFocused();

  await tap(button);
  await tap(page.getByRole('link', { name: 'About the room' }));
  await expect(page.getByRole('dialog').getByRole('heading', { name })).toBeVisible();
  await tap(page.getByRole('dialog').getByRole('button', { name: 'Close' }));
  await expect(star).toBeHidden();
  await tap(button);
  const beside = page.waitForEvent('popup');
  await tap(page.getByRole('link', { name: 'Settings Anna' }));
  await expect((await beside).getByRole('heading', { name: 'Settings' })).toBeVisible();
  await (await beside).close();
  await anna.openRoomMenu();
  await tap(page.getByRole('button', { name: 'Русский' }));
  await expect(page.getByText('На связи', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Меню комнаты' })).toBeVisible();
  await tap(page.getByRole('link', { name: 'На главную' }));
  await expect(page.getByRole('link', { name, exact: true }).first()).toBeVisible();
});

test('what a notch and the bar of gestures cover is left free', async ({ member, unique }) => {
  const anna = await member('Anna', phone);
  await anna.createRoom(unique('garden'));
  const { page } = anna;
  const session = await page.context().newCDPSession(page);
  await session.send(
    'Emulation.setSafeAreaInsetsOverride' as never,
    { insets: { top: 47, bottom: 34 } } as never,
  );
  await expect.poll(async () => (await page.locator('.chat-head').boundingBox())?.y).toBe(47);
  const composer = await anna.composer.boundingBox();
  expect((composer?.y ?? 0) + (composer?.height ?? 0)).toBeCloseTo(667 - 34, 0);
});
