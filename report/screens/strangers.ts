import type { Page } from '@playwright/test';
import type { Scene } from './scene.ts';

/** What somebody sees who has no account yet, or has not signed in; Anna has an account. */
export async function strangersScreens(
  scene: Scene,
  known: { email: string; password: string },
): Promise<void> {
  const { album, t } = scene;
  const page = await scene.window();
  await page.goto('/');
  await album.take(page, 'welcome');
  await page.goto('/signup');
  await album.take(page, 'sign-up');
  await signUp(scene, page, { email: 'vera', password: 'short' });
  await page.getByText(t('errors:fields.email_invalid')).first().waitFor();
  await album.take(page, 'sign-up-refused');
  await signUp(scene, page, known);
  await page.getByText(t('errors:fields.email_taken')).first().waitFor();
  await album.take(page, 'sign-up-taken');
  await page.goto('/login');
  await album.take(page, 'sign-in');
  await page.getByLabel(t('accounts:email_or_login')).fill(known.email);
  await page.getByLabel(t('accounts:password'), { exact: true }).fill('Wrong password 1');
  await page
    .getByRole('main')
    .getByRole('button', { name: t('accounts:sign_in'), exact: true })
    .click();
  await page.getByRole('alert').first().waitFor();
  await album.take(page, 'sign-in-refused');
  await page.goto('/forgot-password');
  await page.getByLabel(t('accounts:email_or_login')).fill(known.email);
  await page.getByRole('main').getByRole('button').first().click();
  await page.getByRole('status').first().waitFor();
  await album.take(page, 'forgotten-password');
  await page.context().close();
}

async function signUp(
  { t }: Scene,
  page: Page,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.goto('/signup');
  await page.getByLabel(t('accounts:email'), { exact: true }).fill(email);
  await page.getByLabel(t('accounts:password'), { exact: true }).fill(password);
  await page
    .getByRole('main')
    .getByRole('button', { name: t('accounts:sign_up') })
    .click();
}
