import { expect, type Page, type WebSocketRoute } from '@playwright/test';
import { messageOf } from '../message-menu.ts';
import type { Person } from '../person.ts';
import type { Studio } from './studio.ts';

/** Opens the menu of a message with the keyboard. */
async function openMenu({ page }: Person, text: string): Promise<void> {
  const message = messageOf({ page, log: page.getByRole('log') } as Person, text).last();
  await message.evaluate((element: HTMLElement) => {
    element.tabIndex = -1;
    element.focus();
  });
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
}

/** Sends a message from any device: Enter breaks the line on a phone. */
export async function say({ composer }: Person, text: string): Promise<void> {
  await composer.fill(text);
  await composer.press('Control+Enter');
}

const part = (page: Page, name: string) => page.locator(`[data-part="${name}"]`);

/** Has two people talk in a room in which both are. Ends while the second of them types. */
export async function talk({ t, words }: Studio, anna: Person, boris: Person): Promise<void> {
  const choose = async (person: Person, text: string, item: string) => {
    await openMenu(person, text);
    await person.page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  const both = async (text: string) => {
    for (const { log } of [anna, boris]) await log.getByText(text).last().waitFor();
  };
  await say(boris, words.greeting);
  await both(words.greeting);
  await choose(anna, words.greeting, t('chat:menu.reply'));
  await say(anna, words.answer);
  await boris.log.locator('.message-text strong').waitFor();
  await choose(anna, words.greeting, t('chat:menu.react_with', { emoji: '👍' }));
  await say(anna, words.mistake);
  await both(words.mistake);
  await choose(anna, words.mistake, t('chat:menu.correct'));
  await say(anna, words.correction);
  await both(words.correction);
  await choose(boris, words.correction, t('chat:menu.react_with', { emoji: '🎉' }));
  await say(boris, '/weather London');
  await anna.log.getByText('/weather').waitFor();
  await say(anna, words.mistake);
  await both(words.mistake);
  await openMenu(anna, words.mistake);
  await anna.page.getByRole('menuitem', { name: t('chat:menu.withdraw'), exact: true }).click();
  await anna.page.getByRole('menuitem', { name: t('chat:menu.withdraw_sure') }).click();
  await boris.log.getByText(t('chat:message.withdrawn')).waitFor();
  await say(boris, words.code);
  await anna.log.locator('pre').waitFor();
  await anna.page.evaluate(() => {
    document.hasFocus = () => false;
    dispatchEvent(new Event('blur'));
  });
  for (const text of words.more) await say(boris, text);
  await anna.log.getByText(words.more.at(-1)?.split('https')[0]?.trim() ?? '').waitFor();
  // Said once in three seconds at most: he has only just sent something.
  await expect(async () => {
    await boris.composer.pressSequentially('I');
    await expect(part(anna.page, 'typing')).toHaveText(/./, { timeout: 500 });
  }).toPass();
}

/** The room's page as its owner sees it, with everything that opens over it. */
export async function roomPages(
  studio: Studio,
  { anna, boris }: { anna: Person; boris: Person },
): Promise<void> {
  const { page, composer } = anna;
  const { words, t } = studio;
  let socket: WebSocketRoute | undefined;
  await page.routeWebSocket(/\/ws\?/, (route) => {
    route.connectToServer();
    socket = route;
  });
  const room = await anna.createRoom(words.rooms[0]);
  await page.goto(`${room}/settings`);
  await page.locator('#description').fill(words.description);
  await page.locator('.form .button-primary').first().click();
  await page.getByRole('status').waitFor();
  await anna.enter(room);
  await studio.shoot(page, 'room-empty', { keyboard: true });
  await boris.enter(room);
  await talk(studio, anna, boris);
  await studio.shoot(page, 'room', { keyboard: true });
  await openMenu(anna, words.correction);
  await studio.shoot(page, 'room-message-menu');
  await page.keyboard.press('Escape');
  await openMenu(anna, words.greeting);
  await page.getByRole('menuitem', { name: t('chat:menu.reply'), exact: true }).click();
  await composer.fill(words.answer);
  await studio.shoot(page, 'room-reply', { keyboard: true });
  await composer.fill('@');
  await studio.shoot(page, 'room-mention', { keyboard: true });
  await composer.fill('/');
  await studio.shoot(page, 'room-commands', { keyboard: true });
  await composer.fill('');
  await composer.press('Escape');
  await part(page, 'emoji').click();
  await page.locator('.emoji-picker').waitFor();
  await studio.shoot(page, 'room-emoji', { keyboard: true });
  await page.keyboard.press('Escape');
  if (!(await part(page, 'side').isVisible())) {
    await part(page, 'people-button').click();
    await studio.shoot(page, 'room-people');
    await page.keyboard.press('Escape');
  }
  const menu = part(page, 'menu-button');
  await ((await menu.isVisible()) ? menu : part(page, 'alerts-button')).click();
  await studio.shoot(page, 'room-menu');
  await page.keyboard.press('Escape');
  await roomDialogs(studio, page, boris.name);
  await page.context().setOffline(true);
  await socket?.close();
  await expect(part(page, 'status-text')).toHaveText(t('chat:status.offline'));
  await say(anna, words.answer);
  await studio.shoot(page, 'room-offline');
  await page.context().setOffline(false);
}

async function roomDialogs(studio: Studio, page: Page, name: string): Promise<void> {
  const dialog = part(page, 'room-dialog');
  const open = async (which: string) => {
    const menu = part(page, 'menu-button');
    if (await menu.isVisible()) await menu.click();
    await page.locator(`a[data-dialog][href$="/${which}"]`).click();
    await dialog.getByRole('heading').first().waitFor();
  };
  await open('invites');
  await studio.shoot(page, 'room-invites');
  await dialog.locator('.button-primary').click();
  await dialog.locator('#invite-link').waitFor();
  await studio.shoot(page, 'room-invites-made');
  await page.keyboard.press('Escape');
  await open('settings');
  await studio.shoot(page, 'room-settings', { keyboard: true });
  await dialog.locator('a[href$="/members"]').click();
  await dialog.locator('a[href$="/members"][aria-current]').waitFor();
  await studio.shoot(page, 'room-members');
  await page.keyboard.press('Escape');
  await page.getByRole('log').getByRole('button', { name }).first().click();
  await part(page, 'card-form').first().waitFor();
  await studio.shoot(page, 'room-card', { keyboard: true });
  await page.keyboard.press('Escape');
}
