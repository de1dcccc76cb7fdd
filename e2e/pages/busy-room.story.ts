import type { Page } from '@playwright/test';
import { expect, test } from '../lantern.ts';
import { Talker } from '../talker.ts';

/** Each says so much at once: below a member's limit for a minute, and together more than a log keeps. */
const PORTION = 90;

/** Pixels from the lower edge of the window to the end of the log. */
const below = (page: Page) =>
  page
    .getByRole('region', { name: 'Messages' })
    .evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);

const GUESTS = ['Ada', 'Bea', 'Cleo', 'Dora', 'Emil', 'Fritz', 'Gerd', 'Hans'];

/** Programs of different accounts in a room. One after the other: a site takes only so many sign-ins of one address at once. */
async function crowd(room: string, unique: (text: string) => string, names = GUESTS): Promise<Talker[]> {
  const talkers = names.map((name) => new Talker(name));
  for (const [n, talker] of talkers.entries()) {
    const account = `${unique(`guest${n}`).replace(' ', '.')}@example.org`;
    await talker.enter(account, room, room.split('/').at(-1) ?? '');
  }
  return talkers;
}

test('a reader at the end of a busy room stays there, and the page keeps only the newest messages', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  const talkers = await crowd(await anna.createRoom(unique('garden')), unique);
  for (const talker of talkers) {
    talker.speak(PORTION);
    await expect(anna.log.getByText(`${talker.name} ${PORTION}`, { exact: true })).toBeInViewport();
    expect(await below(anna.page)).toBeLessThan(1);
  }
  await expect(anna.log.getByText('Ada 1', { exact: true })).toHaveCount(0);
  expect(await anna.page.locator('.message').count()).toBeLessThan(450);
  await expect(anna.page.getByRole('button', { name: 'Jump to the latest' })).toBeHidden();
  for (const talker of talkers) talker.leave();
});

test('a reader further up keeps their place while a busy room goes on and old messages leave the page', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  const [first, ...others] = await crowd(await anna.createRoom(unique('garden')), unique);
  first?.speak(PORTION);
  await expect(anna.log.getByText(`Ada ${PORTION}`, { exact: true })).toBeInViewport();
  const place = anna.log.getByText('Ada 40', { exact: true });
  await place.scrollIntoViewIfNeeded();
  await expect(anna.page.getByRole('button', { name: 'Jump to the latest' })).toBeVisible();
  const before = await place.boundingBox();
  for (const talker of others) {
    talker.speak(PORTION);
    await expect(anna.log.getByText(`${talker.name} ${PORTION}`, { exact: true })).toBeAttached();
    expect((await place.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0);
  }
  await expect(anna.log).toContainText(/\d+ older messages are no longer shown/);
  await expect(anna.log.locator(':scope > :empty')).toHaveCount(0);
  // Over what nobody has seen yet, and back up into it: it moves as far as the wheel says.
  const beyond = anna.log.getByText('Hans 20', { exact: true });
  await beyond.scrollIntoViewIfNeeded();
  await expect(beyond).toBeInViewport();
  await anna.log.hover();
  for (let up = 1; up <= 8; up++) {
    const at = (await beyond.boundingBox())?.y ?? 0;
    await anna.page.mouse.wheel(0, -300);
    await expect.poll(async () => (await beyond.boundingBox())?.y).toBeCloseTo(at + 300, 0);
  }
  await anna.page.getByRole('button', { name: /new messages/ }).click();
  await expect(anna.log.getByText(`Hans ${PORTION}`, { exact: true })).toBeInViewport();
  expect(await below(anna.page)).toBeLessThan(1);
  for (const talker of [first, ...others]) talker?.leave();
});

test('the list of many people is searched by part of a name, whichever way it is written', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  const search = anna.page.getByRole('searchbox', { name: 'Find somebody here' });
  const few = await crowd(room, unique, GUESTS);
  await expect(anna.page.getByRole('button', { name: 'Hans' })).toBeVisible();
  await expect(search).toBeHidden();
  const more = await crowd(room, (text) => unique(`more.${text}`), ['Артём', 'Ольга', 'Zoë', 'Ida', 'Jan']);
  await search.fill('арте');
  const people = anna.page.getByRole('listitem').filter({ has: anna.page.getByTitle(/^Open the card of/) });
  await expect(people).toHaveCount(1);
  await expect(people).toContainText('Артём');
  await search.fill('ZOE');
  await expect(people).toHaveCount(1);
  await expect(people).toContainText('Zoë');
  await search.fill('nobody of this name');
  await expect(people).toHaveCount(0);
  await expect(anna.page.getByText('Nobody found.')).toBeVisible();
  await search.press('Escape');
  await expect(search).toHaveValue('');
  await expect(people).toHaveCount(14);
  for (const talker of [...few, ...more]) talker.leave();
});
