import { join } from 'node:path';
import type { Browser, BrowserContextOptions, CDPSession, Page } from '@playwright/test';
import type { Locale } from '../../web/src/locales/locales.ts';
import { type Translate, textsIn } from '../../web/src/locales/texts.ts';
import { Person } from '../person.ts';
import type { Stack } from '../stacks/stack.ts';
import { WORDS, type Words } from './words.ts';

/** What somebody reads the pages on. */
export const DEVICES: readonly BrowserContextOptions[] = [
  { viewport: { width: 375, height: 720 }, hasTouch: true, isMobile: true },
  { viewport: { width: 768, height: 1024 }, hasTouch: true, isMobile: true },
  { viewport: { width: 1280, height: 800 } },
];
/** The part of the first screen that an open keyboard leaves. */
const WITH_KEYBOARD = { width: 375, height: 380 };

export type StudioOptions = { browser: Browser; stack: Stack; folder: string; locale: Locale };

/** Somebody; `login` is the Latin letters of their address, and `session` of another browser in which they signed in. */
export type Account = { name: string; login: string; session?: BrowserContextOptions['storageState'] };

export const sessionOf = ({ page }: Person) => page.context().storageState();

/** Takes pictures on one device in one language, light and dark. */
export class Studio {
  readonly t: Translate;
  readonly words: Words;
  readonly stack: Stack;
  #options: StudioOptions;
  #device: BrowserContextOptions;
  #fingers = new WeakMap<Page, CDPSession>();

  constructor(options: StudioOptions, device: BrowserContextOptions) {
    this.#options = options;
    this.#device = device;
    this.stack = options.stack;
    this.t = textsIn(options.locale);
    this.words = (WORDS[options.locale] ?? WORDS.en) as Words;
  }

  /** A phone has a keyboard on its screen. */
  get isPhone(): boolean {
    return this.#device === DEVICES[0];
  }

  /** Somebody at the device; a stranger where there is no session. */
  async person({ name, login, session }: Account): Promise<Person> {
    const { browser, stack, locale } = this.#options;
    const context = await browser.newContext({
      ...this.#device,
      baseURL: stack.baseURL,
      locale: locale === 'en' ? 'en-GB' : locale,
      serviceWorkers: 'block',
      ...(session && { storageState: session }),
    });
    const page = await context.newPage();
    if (this.#device.hasTouch) this.#fingers.set(page, await context.newCDPSession(page));
    const person = new Person(page, name, () => login);
    person.locale = locale;
    return person;
  }

  /** Takes the pictures of a page: all of it, and on a phone what a keyboard leaves of it where somebody types. */
  async shoot(page: Page, name: string, { keyboard = false, whole = true } = {}): Promise<void> {
    const before = page.viewportSize();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await this.#touch(page);
      if (whole) await this.#fit(page);
      await page.screenshot({ path: this.#path(name, colorScheme) });
      if (keyboard && this.isPhone) {
        await page.setViewportSize(WITH_KEYBOARD);
        await this.#touch(page);
        // As phones do when their keyboard opens.
        await page.evaluate(() => document.activeElement?.scrollIntoView({ block: 'nearest' }));
        await page.screenshot({ path: this.#path(`${name}-keyboard`, colorScheme) });
      }
      if (before) await page.setViewportSize(before);
    }
  }

  /** After a while, and with every change of its size, Chromium takes a page with a finger for one with a mouse. */
  async #touch(page: Page): Promise<void> {
    for (const enabled of [false, true])
      await this.#fingers.get(page)?.send('Emulation.setTouchEmulationEnabled', { enabled });
  }

  /** Makes the window as high as the page: the browser's own picture of a whole page is one of a page with a mouse. */
  async #fit(page: Page): Promise<void> {
    // Some margins grow with the window.
    for (let time = 0; time < 3; time += 1) {
      const { width = 0, height = 0 } = page.viewportSize() ?? {};
      const whole = await page.evaluate(() => document.documentElement.scrollHeight);
      if (whole <= height) break;
      await page.setViewportSize({ width, height: whole });
      await this.#touch(page);
    }
    await page.evaluate(() => scrollTo(0, 0));
  }

  async visit(page: Page, pages: Record<string, string>): Promise<void> {
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(path);
      await this.shoot(page, name);
    }
  }

  #path(name: string, theme: string): string {
    const { folder, locale } = this.#options;
    return join(folder, `${name}-${locale}-${this.#device.viewport?.width}-${theme}.png`);
  }
}
