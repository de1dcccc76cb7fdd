import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../lantern.ts';
import type { Person } from '../person.ts';
import { tap } from './layout/tap.ts';

const phone = { viewport: { width: 375, height: 667 }, hasTouch: true };

const dialogOf = ({ page }: Person) => page.getByRole('dialog');
const faultsOf = async ({ page }: Person) =>
  (await new AxeBuilder({ page }).setLegacyMode().analyze()).violations.map(
    ({ id, nodes }) => `${id}: ${nodes[0]?.html}`,
  );

test('on a phone the owner opens a card from a message, names a moderator, and everybody sees the mark', async ({
  member,
  unique,
  expectedConsole,
}) => {
  // The form is refused once, on purpose.
  expectedConsole.push(/Failed to load resource.*400/);
  const [anna, boris] = [await member('Anna', phone), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  await boris.say('Good evening');
  await tap(anna.log.getByRole('button', { name: 'Boris' }));
  const card = dialogOf(anna);
  await expect(card.getByText('Here since')).toBeVisible();
  expect(await faultsOf(anna)).toEqual([]);
  const box = await card.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(600);
  for (const button of await card.getByRole('button').all())
    expect((await button.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(36);

  await card.getByLabel('For how long').selectOption('For good');
  await tap(card.getByRole('button', { name: 'Mute' }));
  await expect(card.getByText('Choose how long')).toBeVisible();
  await tap(card.getByRole('button', { name: 'Make moderator' }));
  await expect(card.getByRole('status')).toHaveText('The room has a new moderator.');
  await expect(boris.page.getByRole('button', { name: 'Boris Moderator (you)' })).toBeVisible();
  await expect(boris.page.getByRole('link', { name: 'Moderation' })).toBeVisible();
  await tap(card.getByRole('button', { name: 'Close' }));
  await expect(anna.log).toContainText('Moderator');
  // The talk is still there.
  await expect(anna.log).toContainText('Good evening');
});

test('the mark of an owner stands at the first of several messages only', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say('Good evening');
  await anna.say('The gate is open');
  await expect(boris.log).toContainText('The gate is open');
  const widths = async () =>
    Promise.all(
      (await boris.log.locator('.role-mark').all()).map(
        async (mark) => (await mark.boundingBox())?.width ?? 0,
      ),
    );
  for (const { log } of [boris, anna]) await expect(log.locator('.role-mark')).toHaveCount(2);
  const [first = 0, second = 0] = await widths();
  expect([first > 20, second <= 1]).toEqual([true, true]);
});

test('the keyboard alone opens a card, mentions somebody and closes it', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  const name = anna.page.getByTitle('Open the card of Boris');
  // In Firefox the newest window has the keyboard.
  await anna.page.bringToFront();
  await name.focus();
  await anna.page.keyboard.press('Enter');
  await expect(dialogOf(anna).getByText('Here since')).toBeVisible();
  await anna.page.keyboard.press('Escape');
  await expect(dialogOf(anna)).toBeHidden();
  await expect(name).toBeFocused();
  await anna.page.keyboard.press('Enter');
  await dialogOf(anna).getByRole('button', { name: 'Mention' }).press('Enter');
  await expect(anna.composer).toHaveValue('@Boris ');
  await expect(anna.composer).toBeFocused();
});

test('a card whose script cannot be loaded opens as a page, and as a dialog once it can', async ({
  member,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(/member-card|ERR_FAILED/);
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.page.route(/member-card/, (route) => route.abort());
  const name = anna.page.getByTitle('Open the card of Boris');
  const opened = anna.page.waitForEvent('popup');
  await name.click();
  await expect((await opened).getByText('Here since')).toBeVisible();
  await anna.page.unroute(/member-card/);
  await name.click();
  await expect(dialogOf(anna).getByText('Here since')).toBeVisible();
});

test('the pages of a room’s moderation have no faults on a phone', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna', phone), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  await anna.openPeople();
  await tap(anna.page.getByTitle('Open the card of Boris'));
  const card = dialogOf(anna);
  await card.getByLabel('Reason').fill('A reason of many words, '.repeat(12));
  for (const act of ['Mute', 'Ban']) await tap(card.getByRole('button', { name: act, exact: true }));
  await expect(card.getByRole('status')).toHaveText('Banned.');
  for (const path of ['', '/bans', '/mutes', '/log']) {
    await anna.page.goto(`${room}/moderation${path}`);
    expect(await faultsOf(anna)).toEqual([]);
    expect(await anna.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
  }
});
