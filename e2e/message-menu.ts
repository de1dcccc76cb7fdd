import { expect, type Locator } from '@playwright/test';
import type { Person } from './person.ts';

/** A message of the log. */
export const messageOf = ({ log, page }: Person, text: string): Locator =>
  log.locator('.message').filter({ has: page.locator('.message-text, .message-note', { hasText: text }) });
export const menuOf = ({ page }: Person): Locator => page.getByRole('menu');
export const itemOf = ({ page }: Person, name: string): Locator =>
  page.getByRole('menuitem', { name, exact: true });

/** Opens the menu of a message as a mouse does. */
export async function openMenu(person: Person, text: string): Promise<void> {
  // In Firefox only the window in front has a mouse over it.
  await person.page.bringToFront();
  const more = person.log.getByTitle('More');
  await expect(async () => {
    await person.page.mouse.move(0, 0);
    await messageOf(person, text).hover();
    await expect(more).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await more.click();
  await expect(menuOf(person)).toBeVisible();
}

/** Chooses an item of a message's menu. */
export async function choose(person: Person, text: string, name: string): Promise<void> {
  await openMenu(person, text);
  await itemOf(person, name).click();
}
