import { type Locator, type Page, expect as soon } from '@playwright/test';
import english from '../web/locales/en/two-factor.json' with { type: 'json' };
import type { Locale } from '../web/src/locales/locales.ts';
import { textsIn } from '../web/src/locales/texts.ts';
import { Authenticator, Clock } from '../web/testing/people/authenticator.ts';
import { isFirefox } from './browser.ts';

/** As patient as the stories are, also where Playwright’s runner and its configuration are not used. */
const expect = soon.configure({ timeout: 30_000 });

/** Somebody at a browser. Does what people do, by what they see and what a screen reader would tell. */
export class Person {
  readonly page: Page;
  readonly name: string;
  readonly email: string;
  readonly password = 'Quiet evening, 7 lamps';
  /** In which the pages are shown to this person: as the browser asks for, until they choose another. */
  locale = 'en' as Locale;

  constructor(page: Page, name: string, unique: (text: string) => string) {
    this.page = page;
    this.name = name;
    this.email = `${unique(name.toLowerCase()).replace(' ', '.')}@example.org`;
  }

  async signUp(): Promise<void> {
    const { page } = this;
    await page.goto('/signup');
    await page.getByLabel(this.#t('accounts:email'), { exact: true }).fill(this.email);
    await page.getByLabel(this.#t('accounts:password'), { exact: true }).fill(this.password);
    await page.getByText(this.#t('accounts:optional')).click();
    await page.getByLabel(this.#t('accounts:first_name'), { exact: true }).fill(this.name);
    await page.getByRole('button', { name: this.#t('accounts:sign_up') }).click();
    await expect(page.getByRole('heading', { name: this.#t('rooms:mine') })).toBeVisible();
  }

  async signIn(password = this.password): Promise<void> {
    const { page } = this;
    await page.goto('/login');
    await page.getByLabel(this.#t('accounts:email_or_login')).fill(this.email);
    await page.getByLabel(this.#t('accounts:password'), { exact: true }).fill(password);
    await page
      .getByRole('main')
      .getByRole('button', { name: this.#t('accounts:sign_in') })
      .click();
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
    const button = this.page.getByRole('button', { name: this.#t('accounts:sign_out') });
    await button.click();
    // What is opened before the answer is there races it in Firefox.
    await expect(button).toBeHidden();
  }

  /** Fills in the form for a new room and sends it. */
  async submitRoom(name: string, { sealed = false } = {}): Promise<void> {
    await this.page.goto('/');
    await this.page.getByText(this.#t('rooms:create.title'), { exact: true }).click();
    await this.page.getByLabel(this.#t('rooms:create.name'), { exact: true }).fill(name);
    if (sealed) await this.page.getByLabel(this.#t('home:new.sealed')).check({ timeout: 30_000 });
    await this.page.getByRole('button', { name: this.#t('rooms:create.submit') }).click();
  }

  /** A list of the home page, by its heading: a room may stand in several of them. */
  listOf(heading: string): Locator {
    return this.page.getByRole('region', { name: heading });
  }

  /** @returns the new room's address */
  async createRoom(name: string): Promise<string> {
    await this.submitRoom(name);
    await expect(this.page).toHaveURL(/\/chat\/[0-9a-f-]{36}$/);
    await this.expectConnected();
    return this.page.url();
  }

  /** @returns the new room's address, with its key */
  async createSealedRoom(name: string): Promise<string> {
    await this.submitRoom(name, { sealed: true });
    await expect(this.page).toHaveURL(/\/chat\/[0-9a-f-]{36}#k=[\w-]{43}$/);
    await this.expectConnected();
    return this.page.url();
  }

  async enter(room: string): Promise<void> {
    await this.page.goto(room);
    await this.expectConnected();
  }

  async expectConnected(): Promise<void> {
    await expect(this.page.getByText(this.#t('chat:status.connected'), { exact: true })).toBeVisible();
  }

  async search(text: string): Promise<void> {
    await this.page.goto('/search');
    await this.page.getByLabel(this.#t('rooms:search.label')).fill(text);
    await this.page.getByRole('button', { name: this.#t('rooms:search.submit') }).click();
  }

  async say(text: string): Promise<void> {
    if (isFirefox(this.page) && text.includes('\n')) {
      // What is filled its driver types, and a line break as Enter, which sends.
      await this.composer.fill('');
      await this.page.evaluate((lines) => document.execCommand('insertText', false, lines), text);
    } else await this.composer.fill(text);
    // With a finger in place of a mouse Enter breaks the line; a keyboard beside it sends so.
    const touch = await this.page.evaluate(`matchMedia('(pointer: coarse)').matches`);
    await this.composer.press(touch ? 'Control+Enter' : 'Enter');
  }

  /** Waits until the server has confirmed what this person said: before that the ↑ key corrects nothing. */
  async expectConfirmed(): Promise<void> {
    await expect(this.log.locator('.message-pending')).toHaveCount(0);
  }

  /** Who is in the room: beside the talk, or over it once it was opened. */
  get people(): Locator {
    return this.page.getByRole('region', { name: this.#t('chat:page.people'), exact: true });
  }

  async openPeople(): Promise<void> {
    if (await this.people.isVisible()) return;
    await this.page.getByRole('button', { name: this.#t('chat:page.people') }).click();
    await expect(this.people).toBeVisible();
  }

  /** Opens the menu of the room, which only a small screen has. */
  async openRoomMenu(): Promise<void> {
    await this.page.getByRole('button', { name: this.#t('chat:page.menu') }).click();
  }

  /** Opens what is chosen about alerts and presence: in the menu of a small screen, below a button of its own elsewhere. */
  async openAlerts(): Promise<void> {
    if (await this.page.getByLabel(this.#t('chat:page.alerts')).isVisible()) return;
    const button = this.page.getByRole('button', { name: this.#t('chat:page.settings') });
    if (await button.isVisible()) await button.click();
    else await this.openRoomMenu();
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: this.#t('chat:page.composer') });
  }

  /** What is said and what happens in the room. */
  get log(): Locator {
    return this.page.getByRole('log');
  }

  #t(key: string): string {
    return textsIn(this.locale)(key);
  }
}
