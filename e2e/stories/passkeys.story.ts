import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import enAccounts from '../../web/locales/en/accounts.json' with { type: 'json' };
import en from '../../web/locales/en/passkeys.json' with { type: 'json' };
import enSettings from '../../web/locales/en/settings.json' with { type: 'json' };
import enTwoFactor from '../../web/locales/en/two-factor.json' with { type: 'json' };
import ruAccounts from '../../web/locales/ru/accounts.json' with { type: 'json' };
import ru from '../../web/locales/ru/passkeys.json' with { type: 'json' };
import ruSettings from '../../web/locales/ru/settings.json' with { type: 'json' };
import ruTwoFactor from '../../web/locales/ru/two-factor.json' with { type: 'json' };
import { expect, test } from '../lantern.ts';

const languages = [
  {
    language: 'English',
    locale: 'en-GB',
    words: en,
    accounts: enAccounts,
    settings: enSettings,
    twoFactor: enTwoFactor,
  },
  {
    language: 'Russian',
    locale: 'ru-RU',
    words: ru,
    accounts: ruAccounts,
    settings: ruSettings,
    twoFactor: ruTwoFactor,
  },
];

/** A device with a lock that its owner opens, as Chromium plays one (https://chromedevtools.github.io/devtools-protocol/tot/WebAuthn/). */
async function deviceOf(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  return {
    /** Whether its owner is there and touches it, or walks away. */
    touched: (enabled: boolean) =>
      session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    passkeys: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}

for (const { language, locale, words, accounts, settings, twoFactor } of languages) {
  test(`in ${language}: a member adds a passkey, signs in with it, also with two-factor sign-in, renames it and removes it`, async ({
    someone,
    baseURL,
  }) => {
    // Passkeys are tied to a name, and the stories run at an address.
    const at = (path: string) => new URL(path, baseURL?.replace('127.0.0.1', 'localhost')).href;
    const anna = await someone('Anna', { locale, baseURL: at('/') });
    const { page } = anna;
    const check = async () => {
      // With its styles: without them it has faults that nobody sees.
      await page.waitForLoadState();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
    };
    const device = await deviceOf(page);
    await device.touched(false);
    await page.goto('/signup');
    await page.locator('#email').fill(anna.email);
    await page.locator('#password').fill(anna.password);
    await page.getByRole('main').getByRole('button', { name: accounts.sign_up }).click();
    await expect(page).toHaveURL(/\/$/);

    await page.goto('/settings/passkeys');
    await check();
    await page.getByLabel(settings.current_password).fill(anna.password);
    await page.getByRole('button', { name: words.add }).click();
    await check();
    await page.getByLabel(words.new.name).fill('<b>Phone</b>');
    await device.touched(true);
    await page.getByRole('button', { name: words.new.submit }).click();
    await expect(page.getByRole('status')).toHaveText(settings.saved.passkey_added);
    await expect(page.getByText('<b>Phone</b>', { exact: true })).toBeVisible();
    await check();
    expect(await device.passkeys()).toHaveLength(1);
    await anna.turnOnTwoFactor(twoFactor);

    await page.getByRole('button', { name: accounts.sign_out }).click();
    await device.touched(false);
    await page.goto('/login?next=/settings/passkeys');
    await expect(page.getByRole('button', { name: words.sign_in })).toBeVisible();
    await check();
    await device.touched(true);
    await page.getByRole('button', { name: words.sign_in }).click();
    await expect(page.getByRole('heading', { name: words.list })).toBeVisible();
    await expect(page.getByText(words.both_factors)).toBeVisible();

    await page.getByRole('link', { name: words.rename.action }).click();
    await check();
    await page.getByLabel(words.new.name).fill('Red phone');
    await page.getByRole('button', { name: words.rename.action }).click();
    await expect(page.getByRole('status')).toHaveText(settings.saved.passkey_renamed);
    await page.getByRole('link', { name: words.remove.named.replace('{{name}}', 'Red phone') }).click();
    await check();
    await page.getByLabel(settings.current_password).fill(anna.password);
    await page.getByRole('button', { name: words.remove.action }).click();
    await expect(page.getByText(words.none)).toBeVisible();
    // The browser was told, and offers it no more.
    await expect.poll(device.passkeys).toEqual([]);
  });
}
