import type { Locator } from '@playwright/test';
import type { Locale } from '../../../web/src/locales/locales.ts';
import { textsIn } from '../../../web/src/locales/texts.ts';
import { expect, test } from '../../lantern.ts';
import { menuOf, messageOf } from '../../message-menu.ts';
import type { Person } from '../../person.ts';
import { check, checkPart } from './check.ts';

/** A button and what it opens. `back` has the focus after closing, if it is not the button. */
type Opening = { by: Locator; opens: Locator; back?: Locator };

/** Opens something with the keyboard, has axe look at it, and closes it with Escape. */
async function lookAt(person: Person, { by, opens, back = by }: Opening): Promise<void> {
  await by.press('Enter');
  await expect(opens).toBeVisible();
  await checkPart(person, 'dialog[open], :popover-open');
  await person.page.keyboard.press('Escape');
  await expect(opens).toBeHidden();
  await expect(back).toBeFocused();
}

for (const { viewport, locale, tag } of [
  { viewport: { width: 375, height: 667 }, locale: 'ru', tag: 'ru-RU' },
  { viewport: { width: 1280, height: 800 }, locale: 'en', tag: 'en-GB' },
])
  test(`axe finds no fault in what opens over a room, in light or dark, and the focus is where it was once that closes (${viewport.width} px, ${locale})`, async ({
    someone,
    member,
    unique,
  }) => {
    const isPhone = viewport.width < 640;
    const t = textsIn(locale as Locale);
    const anna = await someone('Anna', { viewport, hasTouch: isPhone, locale: tag });
    anna.locale = locale as Locale;
    await anna.signUp();
    const boris = await member('Boris');
    const room = await anna.createRoom(unique('garden'));
    await boris.enter(room);
    await boris.say('Good evening');
    const { page, log } = anna;
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const menu = button(t('chat:page.menu'));
    const message = messageOf(anna, 'Good evening');
    await expect(message).toBeVisible();
    // In Firefox only the window in front has the focus.
    await page.bringToFront();

    for (const [link, text] of [
      [t('invites:invite'), t('invites:new.title')],
      [t('room-settings:about'), t('room-settings:transfer.title')],
    ] as const) {
      if (isPhone) await menu.press('Enter');
      const by = page.getByRole('link', { name: link, exact: true });
      const opens = page.getByRole('dialog').getByRole('heading', { name: text });
      await lookAt(anna, { by, opens, back: isPhone ? menu : by });
    }
    const card = page.getByRole('dialog').getByText(t('moderation:card.since'));
    await lookAt(anna, { by: log.getByRole('button', { name: 'Boris' }), opens: card });
    await lookAt(anna, {
      by: button(t('chat:emoji.title')),
      opens: page.getByRole('dialog', { name: t('chat:emoji.title') }),
    });
    const people = page.getByRole('button', { name: t('chat:page.people') });
    if (isPhone) await lookAt(anna, { by: people, opens: anna.people });
    if (isPhone) await lookAt(anna, { by: menu, opens: button(t('home:star')) });
    else
      await lookAt(anna, {
        by: button(t('chat:page.settings')),
        opens: page.getByLabel(t('chat:page.alerts')),
      });
    await page.getByRole('region', { name: t('chat:page.messages') }).focus();
    await page.keyboard.press('ArrowUp');
    await lookAt(anna, { by: message, opens: menuOf(anna) });

    await check(anna, `${room}/moderation`);
    await page.goto('/');
    const by = page.getByText(t('rooms:create.title'), { exact: true });
    const name = page.getByLabel(t('rooms:create.name'), { exact: true });
    await by.press('Enter');
    await expect(name).toBeVisible();
    await checkPart(anna, '.home-new');
    await by.press('Enter');
    await expect(name).toBeHidden();
    await expect(by).toBeFocused();
  });

test('the keyboard alone invites, describes the room, writes an emoji and mutes somebody, and the focus is where it was', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const { page, composer } = anna;
  // In Firefox only the window in front has the focus.
  await page.bringToFront();
  await page.getByText('New room', { exact: true }).press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type(unique('garden'));
  await page.keyboard.press('Enter');
  await anna.expectConnected();
  const room = page.url();
  await boris.enter(room);
  const dialog = page.getByRole('dialog');
  const close = async (opened: Locator, back: Locator) => {
    await page.keyboard.press('Escape');
    await expect(opened).toBeHidden();
    await expect(back).toBeFocused();
  };

  const invite = page.getByRole('link', { name: 'Invite', exact: true });
  await invite.press('Enter');
  await dialog.getByRole('button', { name: 'Create link' }).press('Enter');
  await expect(dialog.getByText('/invite/')).toBeVisible();
  await close(dialog, invite);

  const about = page.getByRole('link', { name: 'About the room' });
  await about.press('Enter');
  await dialog.getByLabel('Description').focus();
  await page.keyboard.type('Lanterns and tea');
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('Saved.');
  await close(dialog, about);

  await page.getByRole('button', { name: 'Emoji', exact: true }).press('Enter');
  await expect(dialog.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('izakaya');
  await page.keyboard.press('Enter');
  await expect(composer).toBeFocused();
  await page.keyboard.type('good evening');
  await page.keyboard.press('Enter');
  await expect(boris.log).toContainText('🏮good evening');

  const name = page.getByTitle('Open the card of Boris');
  await name.press('Enter');
  await dialog.getByRole('button', { name: 'Mute' }).press('Enter');
  await expect(dialog.getByRole('status')).toHaveText('Muted.');
  await expect(boris.page.getByText(/You are muted/)).toBeVisible();
  await close(dialog, name);

  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Moderation' }).press('Enter');
  const moderation = await opened;
  await moderation.getByRole('link', { name: 'Mutes' }).press('Enter');
  await moderation.getByRole('button', { name: 'Unmute Boris' }).press('Enter');
  await expect(moderation.getByRole('status')).toBeVisible();
  await expect(boris.page.getByText(/You are muted/)).toBeHidden();
});
