import { expect, type Locator, type Page } from '@playwright/test';
import english from '../web/locales/en/two-factor.json' with { type: 'json' };
import { Authenticator, Clock } from '../web/testing/people/authenticator.ts';

/** Somebody at a browser. Does what people do, by what they see and what a screen reader would tell. */
export class Person {
  readonly page: Page;
  readonly name: string;
  readonly email: string;
  readonly password = 'Quiet evening, 7 lamps';

  constructor(page: Page, name: string, unique: (text: string) => string) {
    this.page = page;
    this.name = name;
    this.email = `${unique(name.toLowerCase()).replace(' ', '.')}@example.org`;
  }

  async signUp(): Promise<void> {
    const { page } = this;
    await page.goto('/signup');
    await page.getByLabel('E-mail').fill(this.email);
    await page.getByLabel('Password').fill(this.password);
    await page.getByText('Username and name (optional)').click();
    await page.getByLabel('First name').fill(this.name);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await expect(page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
  }

  async signIn(password = this.password): Promise<void> {
    const { page } = this;
    await page.goto('/login');
    await page.getByLabel('E-mail or username').fill(this.email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  }

  /**
   * Turns two-factor sign-in on, from the key in text.
   *
   * @param words of the language that the pages are in
   * @returns the app, and the recovery codes
   */
  async turnOnTwoFactor(words = english): Promise<{ phone: Authenticator; codes: string[] }> {
    const { page } = this;
    await page.goto('/settings/two-factor');
    await expect(page.getByRole('button', { name: words.turn_on })).toBeVisible();
    // Whoever has none is asked for a sign-in of minutes ago instead.
    const password = page.locator('#current_password');
    if (await password.isVisible()) await password.fill(this.password);
    await page.getByRole('button', { name: words.turn_on }).click();
    await expect(page.getByRole('img', { name: words.setup.qr_code })).toBeVisible();
    const key = await page.locator('.setup-key').innerText();
    const phone = new Authenticator(key.replaceAll(' ', ''), new Clock());
    // The code of the step before is taken as well, and leaves that of now to sign in with; not when a step is about to end.
    await expect.poll(() => (Date.now() / 1000) % 30, { timeout: 15_000 }).toBeLessThan(20);
    await page.getByLabel(words.code).fill(phone.code(-30));
    await page.getByRole('button', { name: words.setup.submit }).click();
    await expect(page.getByRole('status')).toHaveText(words.codes.just_on);
    return { phone, codes: (await page.locator('.recovery-codes').innerText()).split('\n') };
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign out' }).click();
  }

  /** @returns the new room's address */
  async createRoom(name: string): Promise<string> {
    await this.page.goto('/');
    await this.page.getByLabel('Name', { exact: true }).fill(name);
    await this.page.getByRole('button', { name: 'Create' }).click();
    await expect(this.page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
    await this.expectConnected();
    return this.page.url();
  }

  async enter(room: string): Promise<void> {
    await this.page.goto(room);
    await this.expectConnected();
  }

  async expectConnected(): Promise<void> {
    await expect(this.page.getByText('Connected', { exact: true })).toBeVisible();
  }

  async search(text: string): Promise<void> {
    await this.page.goto('/search');
    await this.page.getByLabel('Room name, or a part of it').fill(text);
    await this.page.getByRole('button', { name: 'Search' }).click();
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Your message' });
  }

  /** What is said and what happens in the room. */
  get log(): Locator {
    return this.page.getByRole('log');
  }
}
