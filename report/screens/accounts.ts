import type { Page } from '@playwright/test';
import type { Person } from '../../e2e/person.ts';
import type english from '../../web/locales/en/two-factor.json';
import { readTexts } from '../../web/src/locales/locales.ts';
import type { Scene } from './scene.ts';

/** The settings of an account; at the end it has two-factor sign-in. */
export async function settingsScreens({ album, locale, t }: Scene, anna: Person): Promise<void> {
  const { page } = anna;
  for (const section of [
    '',
    'password',
    'passkeys',
    'social-accounts',
    'sessions',
    'data',
    'membership',
    'delete',
  ]) {
    await page.goto(`/settings/${section}`.replace(/\/$/, ''));
    await album.take(page, section === '' ? 'settings' : `settings-${section}`);
  }
  await page.goto('/settings/two-factor');
  await page.locator('#current_password').fill(anna.password);
  await page.getByRole('button', { name: t('two-factor:turn_on') }).click();
  await page.getByRole('img', { name: t('two-factor:setup.qr_code') }).waitFor();
  await album.take(page, 'two-factor-setup');
  await anna.turnOnTwoFactor(readTexts(locale)['two-factor'] as unknown as typeof english);
  await album.take(page, 'two-factor-codes');
}

/** A sign-in of an account that has a second factor, as far as its code. */
export async function codeScreen({ album, t }: Scene, person: Person, page: Page): Promise<void> {
  await page.goto('/login');
  await page.getByLabel(t('accounts:email_or_login')).fill(person.email);
  await page.getByLabel(t('accounts:password'), { exact: true }).fill(person.password);
  await page
    .getByRole('main')
    .getByRole('button', { name: t('accounts:sign_in'), exact: true })
    .click();
  await page.getByLabel(t('two-factor:code')).waitFor();
  await album.take(page, 'sign-in-code');
  await page.context().close();
}

/** The pages for administrators; Anna is one. */
export async function administrationScreens(
  { album, t }: Scene,
  { anna, boris }: { anna: Person; boris: Person },
): Promise<void> {
  const { page } = anna;
  for (const section of ['people', 'roles', 'rooms']) {
    await page.goto(`/admin/${section}`);
    await album.take(page, `admin-${section}`);
  }
  await page.goto(`/admin/people?q=${boris.email}`);
  await page.getByRole('link', { name: boris.name }).click();
  await album.take(page, 'admin-person');
  await page.getByRole('link', { name: t('people:disable.action') }).click();
  await album.take(page, 'admin-disable');
  await page.goto('/docs');
  await album.take(page, 'api-docs');
}
