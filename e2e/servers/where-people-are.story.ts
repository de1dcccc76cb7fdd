import type { Page } from '@playwright/test';
import { expect, test } from '../lantern.ts';

/** In milliseconds: how often the page asks. */
const EVERY = 10_000;

/** Waits for what the page shows once it has asked again: its clock is put on to when it does. */
async function soon(page: Page, check: (asked: { timeout: number }) => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.clock.fastForward(EVERY);
    await check({ timeout: 1000 });
  }).toPass({ timeout: 30_000 });
}

test('a room comes alive on somebody’s open home page, with people on several chat processes', async ({
  member,
  unique,
}) => {
  const [anna, boris, clara] = [await member('Anna'), await member('Boris'), await member('Clara')];
  await clara.page.clock.install();
  await clara.page.goto('/');
  await clara.page.evaluate(() => document.body.setAttribute('data-untouched', ''));
  const name = unique('garden');
  const item = clara.page
    .getByRole('region', { name: 'Now' })
    .getByRole('listitem')
    .filter({ hasText: name });
  await expect(item).toBeHidden();
  const room = await anna.createRoom(name);
  await soon(clara.page, (asked) => expect(item).toContainText('1 person now', asked));
  // By another process, in two tabs.
  await boris.enter(room);
  const tab = await boris.page.context().newPage();
  await tab.goto(room);
  await soon(clara.page, (asked) => expect(item).toContainText('2 people now', asked));
  await item.getByRole('link', { name, exact: true }).focus();
  await boris.page.goto('/');
  await tab.close();
  await soon(clara.page, (asked) => expect(item).toContainText('1 person now', asked));
  await expect(item.getByRole('link', { name, exact: true })).toBeFocused();
  await anna.page.goto('/');
  await soon(clara.page, (asked) => expect(item).toBeHidden(asked));
  await expect(clara.page.locator('body[data-untouched]')).toBeVisible();
});
