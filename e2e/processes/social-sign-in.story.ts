import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../lantern.ts';
import { asProcesses } from '../stacks/processes.ts';

const ACCOUNTS = '/settings/social-accounts';

async function hasNoFault(page: Page): Promise<void> {
  // With its styles: without them it has faults that nobody sees.
  await page.waitForLoadState();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('a visitor signs up through another site, signs in with it and a code, unlinks it and links it again', async ({
  someone,
  stack,
  unique,
  expectedConsole,
}) => {
  // Its pages are its own matter.
  expectedConsole.push(new RegExp(asProcesses(stack).provider.issuer));
  const vera = await someone('Vera');
  const { page } = vera;
  await page.route('https://fonts.googleapis.com/**', (route) => route.fulfill({ body: '' }));
  const name = unique('vera').replace(' ', '');
  const home = page.getByRole('heading', { name: 'My rooms' });
  const toClub = async () => {
    await page.goto('/login');
    await page.getByRole('link', { name: 'Sign in with Harbour club' }).click();
  };

  await page.goto('/login');
  await hasNoFault(page);
  await toClub();
  await page.getByPlaceholder('Enter any login').fill(name);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue(`${name}@example.org`);
  await expect(page.getByLabel('First name (optional)')).toHaveValue('Vera');
  await hasNoFault(page);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(home).toBeVisible();

  await vera.signOut();
  await toClub();
  await expect(home).toBeVisible();

  const { phone } = await vera.turnOnTwoFactor();
  await vera.signOut();
  await toClub();
  await page.getByLabel('Code from the app').fill(phone.code());
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(home).toBeVisible();

  await page.goto(ACCOUNTS);
  await expect(page.getByText(`Harbour club · ${name}`)).toBeVisible();
  await hasNoFault(page);
  await page.getByRole('link', { name: 'Unlink Harbour club' }).click();
  await page.getByRole('button', { name: 'Unlink' }).click();
  await expect(page.getByRole('alert')).toContainText('Without it nobody could sign in');
  await hasNoFault(page);
  await page.getByRole('link', { name: 'Set a password' }).click();
  await page.getByLabel('New password').fill(vera.password);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('status')).toBeVisible();

  await page.goto(`${ACCOUNTS}/club/unlink`);
  await page.getByLabel('Current password').fill(vera.password);
  await page.getByRole('button', { name: 'Unlink' }).click();
  await expect(page.getByRole('status')).toContainText('Unlinked');

  await page.getByRole('link', { name: 'Link Harbour club' }).click();
  await hasNoFault(page);
  await page.getByLabel('Current password').fill(vera.password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('link', { name: 'Go to Harbour club' }).click();
  await expect(page.getByRole('status')).toContainText('Linked');
});
