import type { Page } from '@playwright/test';
import { expect, test } from '../lantern.ts';

/** Lets a story say whether the reader looks at a page. */
async function watched(page: Page): Promise<{ leave(): Promise<void>; comeBack(): Promise<void> }> {
  await page.addInitScript(`document.hasFocus = () => document.documentElement.dataset.looked !== 'no'`);
  const tell = (looked: string, event: string) =>
    page.evaluate(
      ([looked, event]) => {
        document.documentElement.dataset.looked = looked;
        dispatchEvent(new Event(event as string));
      },
      [looked, event],
    );
  return { leave: () => tell('no', 'blur'), comeBack: () => tell('yes', 'focus') };
}

test('a line shows where the reader left off, a button leads to it, and it goes when it is read', async ({
  someone,
  member,
  unique,
}) => {
  const [anna, boris] = [await someone('Anna'), await member('Boris')];
  const attention = await watched(anna.page);
  await anna.signUp();
  await boris.enter(await anna.createRoom(unique('garden')));
  const line = anna.page.getByRole('separator');
  const back = anna.page.getByRole('button', { name: 'Where you left off' });
  await boris.say('before');
  await expect(anna.log).toContainText('before');
  await expect(line).toHaveCount(0);

  await attention.leave();
  for (let number = 1; number <= 40; number++) await boris.say(`news ${number}`);
  await expect(anna.log.getByText('news 40', { exact: true })).toBeInViewport();
  await expect(line).toHaveText('New');
  await expect(anna.page).toHaveTitle(/^\(40\)/);
  // It stands between what was read and what was not.
  await expect(anna.log).toContainText(/before\s*New.*news 1/s);
  await attention.comeBack();
  await expect(back).toBeVisible();
  await expect(anna.page).not.toHaveTitle(/^\(/);

  await anna.page.getByRole('button', { name: 'Русский' }).click();
  await expect(line).toHaveText('Новое');
  await anna.page.getByRole('button', { name: 'К непрочитанному' }).click();
  await expect(line).toBeInViewport();
  await expect(anna.log.getByText('news 1', { exact: true })).toBeInViewport();
  await expect(anna.page.getByRole('button', { name: 'К непрочитанному' })).toBeHidden();
  await anna.page.getByRole('button', { name: 'К последним' }).click();
  await expect(line).toHaveCount(0);
});

test('the line stands for what came while the reader was further up, not for those they ignore, and goes when they write', async ({
  member,
  unique,
}) => {
  const [anna, boris, vera] = [await member('Anna'), await member('Boris'), await member('Vera')];
  const room = await anna.createRoom(unique('garden'));
  for (const person of [boris, vera]) await person.enter(room);
  // In Firefox the newest window has the focus.
  await anna.page.bringToFront();
  for (let number = 1; number <= 40; number++) await boris.say(`line ${number}`);
  await vera.say('I am here');
  await expect(anna.log.getByText('I am here')).toBeInViewport();
  await anna.log.getByRole('button', { name: 'Vera' }).click();
  await anna.page.getByRole('button', { name: 'Ignore in this browser' }).click();
  await anna.page.keyboard.press('Escape');
  await anna.log.getByText('line 1', { exact: true }).scrollIntoViewIfNeeded();
  await expect(anna.page.getByRole('button', { name: 'Jump to the latest' })).toBeVisible();
  await vera.say('nobody hears me');
  await boris.say('but me');
  await expect(anna.log).toContainText('but me');
  const line = anna.page.getByRole('separator');
  await expect(line).toHaveCount(1);
  await expect(anna.log).toContainText(/nobody hears me.*New.*but me/s);
  await anna.say('I hear you');
  await expect(line).toHaveCount(0);
  await expect(anna.log.getByText('I hear you')).toBeInViewport();
});
