import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { Person } from '../../e2e/person.ts';
import type { StandaloneStack } from '../../e2e/stacks/standalone.ts';
import type { Locale } from '../../web/src/locales/locales.ts';
import { type Translate, textsIn } from '../../web/src/locales/texts.ts';
import type { Mailbox } from '../../web/testing/outside/mailbox.ts';
import type { Labels, ReportLocale } from '../texts.ts';
import { type Album, WINDOW } from './album.ts';

type Parts = {
  browser: Browser;
  stack: StandaloneStack;
  mailbox: Mailbox;
  album: Album;
  locale: ReportLocale;
  labels: Labels;
};

/** A running Lantern, a browser, and the texts of the pages in the language of the report. */
export class Scene {
  readonly stack: StandaloneStack;
  readonly mailbox: Mailbox;
  readonly album: Album;
  readonly labels: Labels;
  readonly locale: Locale;
  /** The product's own texts, by which its pages are walked. */
  readonly t: Translate;
  readonly #browser: Browser;

  constructor({ browser, stack, mailbox, album, locale, labels }: Parts) {
    this.#browser = browser;
    this.stack = stack;
    this.mailbox = mailbox;
    this.album = album;
    this.labels = labels;
    this.locale = locale as Locale;
    this.t = textsIn(this.locale);
  }

  /** A window of its own, with nobody signed in. */
  async window(options: BrowserContextOptions = {}): Promise<Page> {
    const { language } = this.labels;
    const context = await this.#browser.newContext({
      baseURL: this.stack.baseURL,
      locale: language,
      viewport: WINDOW,
      colorScheme: 'light',
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(30_000);
    return context.newPage();
  }

  /** @param login of their e-mail, in Latin letters */
  async person(name: string, login: string): Promise<Person> {
    const person = new Person(await this.window(), name, () => login);
    person.locale = this.locale;
    return person;
  }
}
