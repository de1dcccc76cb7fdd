import en from '../../web/locales/en/two-factor.json' with { type: 'json' };
import ru from '../../web/locales/ru/two-factor.json' with { type: 'json' };
import { expect, test } from '../lantern.ts';
import type { Person } from '../person.ts';

const SETTINGS = '/settings/two-factor';
const languages = [
  {
    language: 'English',
    locale: 'en-GB',
    words: en,
    password: 'Current password',
    signOut: 'Sign out',
  },
  {
    language: 'Russian',
    locale: 'ru-RU',
    words: ru,
    password: 'Текущий пароль',
    signOut: 'Выйти',
  },
];

for (const { language, locale, words, password, signOut } of languages) {
  async function signIn({ page, email, password: secret }: Person): Promise<void> {
    await page.goto('/login');
    await page.locator('#email').fill(email);
    await page.locator('#password').fill(secret);
    await page.locator('main .button-primary').click();
    await expect(page.getByRole('heading', { name: words.sign_in.title })).toBeVisible();
  }

  test(`in ${language}: a member turns two-factor sign-in on, signs in with a code, loses the phone, and sets it up again`, async ({
    someone,
  }) => {
    // Twice a code may have to be waited for.
    const anna = await someone('Anna', { locale });
    const { page } = anna;
    await page.goto('/signup');
    await page.locator('#email').fill(anna.email);
    await page.locator('#password').fill(anna.password);
    await page.locator('main .button-primary').click();
    await expect(page).toHaveURL(/\/$/);

    const { phone, codes } = await anna.turnOnTwoFactor(words);
    expect(codes).toHaveLength(10);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: words.codes.download }).click();
    expect((await download).suggestedFilename()).toBe('lantern-recovery-codes.txt');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: words.codes.copy }).click();
    await expect(page.getByRole('button', { name: words.codes.copied })).toBeVisible();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(codes.join('\n'));

    await page.getByRole('button', { name: signOut }).click();
    await signIn(anna);
    await page.getByLabel(words.code).fill(phone.code());
    await page.getByRole('main').getByRole('button').click();
    await expect(page).toHaveURL(/\/$/);

    await page.getByRole('button', { name: signOut }).click();
    await signIn(anna);
    await page.getByRole('link', { name: words.sign_in.use_recovery }).click();
    await page.getByLabel(words.recovery_code).fill(codes[0] ?? '');
    await page.getByRole('main').getByRole('button').click();
    await expect(page).toHaveURL(/\/$/);

    await page.goto(SETTINGS);
    await expect(page.getByText(words.codes_left.replace('{{left}}', '9'))).toBeVisible();
    await page.getByRole('link', { name: words.off.title }).click();
    await page.getByLabel(password).fill(anna.password);
    await page.getByLabel(words.code).fill(codes[1] ?? '');
    await page.getByRole('button', { name: words.off.submit }).click();
    await expect(page.getByRole('button', { name: words.turn_on })).toBeVisible();
    const again = await anna.turnOnTwoFactor(words);
    expect(again.codes).not.toEqual(codes);
  });
}
