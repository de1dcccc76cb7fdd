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
  // In Firefox only the window in front gets the focus, which the menu gives back.
  await person.page.bringToFront();
  await messageOf(person, text).hover();
  await person.log.getByTitle('More').click();
  await expect(menuOf(person)).toBeVisible();
}

/** Chooses an item of a message's menu. */
export async function choose(person: Person, text: string, name: string): Promise<void> {
  await openMenu(person, text);
  await itemOf(person, name).click();
}
