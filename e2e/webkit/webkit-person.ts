import { expect } from '@playwright/test';
import { ARROW_UP, type Element, ENTER, type WebDriver } from './web-driver.ts';

/** What can be named: by what people read on it, or what a screen reader would say. */
const SELECTORS = {
  button: 'button, summary',
  link: 'a[href]',
  field: 'input, textarea, select, meter',
  heading: 'h1, h2, h3',
  item: '[role="menuitem"]',
};
type Role = keyof typeof SELECTORS;

/** Runs in the page: the visible elements that are called so, those of an open dialog first. */
const FIND = `
  const [selector, name] = arguments;
  const named = (element) =>
    ((element.ariaLabel ?? element.labels?.[0]?.innerText ?? element.innerText).trim() || element.title) === name;
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  const inside = (root) => [...root.querySelectorAll(selector)].filter((each) => visible(each) && named(each));
  const dialog = document.querySelector('dialog[open]');
  return [...(dialog ? inside(dialog) : []), ...inside(document.querySelector('main')), ...inside(document)][0] ?? null;
`;

/** Somebody at a WebKit browser; does what people do, by what they see. */
export class WebKitPerson {
  readonly driver: WebDriver;
  readonly name: string;
  readonly email: string;
  readonly password = 'Quiet evening, 7 lamps';
  readonly #baseURL: string;

  constructor(driver: WebDriver, { name, email, baseURL }: { name: string; email: string; baseURL: string }) {
    this.driver = driver;
    this.name = name;
    this.email = email;
    this.#baseURL = baseURL;
  }

  async goto(path: string): Promise<void> {
    await this.driver.goto(new URL(path, this.#baseURL).href);
  }

  /** Waits until something of that name is visible. */
  async find(role: Role, name: string): Promise<Element> {
    let found: Element | null = null;
    await expect
      .poll(
        async () => {
          // While a page gives way to the next one there is nothing to ask.
          found = await this.driver.run<Element | null>(FIND, SELECTORS[role], name).catch(() => null);
          return found;
        },
        { message: `${role} “${name}”` },
      )
      .not.toBeNull();
    return found as unknown as Element;
  }

  async click(role: Role, name: string): Promise<void> {
    await this.driver.click(await this.find(role, name));
  }

  async fill(name: string, text: string): Promise<void> {
    const field = await this.find('field', name);
    await this.driver.clear(field);
    await this.driver.type(field, text);
  }

  /** Chooses an option of a select, by what is written on both. */
  async select(field: string, option: string): Promise<void> {
    const body = `return [...arguments[0].options].find(({ text }) => text === arguments[1])`;
    await this.driver.click(await this.driver.run<Element>(body, await this.find('field', field), option));
  }

  /** Waits until the visible text of the first element that matches contains this text. */
  async sees(text: string | RegExp, selector = 'body'): Promise<void> {
    const words = typeof text === 'string' ? new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : text;
    await expect.poll(() => this.textOf(selector), { message: String(text) }).toMatch(words);
  }

  /** @returns the visible text of the first element that matches; '' if there is none */
  textOf(selector: string): Promise<string> {
    const body = 'return document.querySelector(arguments[0])?.innerText ?? ""';
    return this.driver.run<string>(body, selector).catch(() => '');
  }

  async signUp(): Promise<void> {
    await this.goto('/signup');
    await this.submitSignUp();
    await this.find('heading', 'My rooms');
  }

  /** Fills in the form that is open, and sends it. */
  async submitSignUp(): Promise<void> {
    await this.fill('E-mail', this.email);
    await this.fill('Password', this.password);
    await this.click('button', 'Username and name (optional)');
    await this.fill('First name', this.name);
    await this.click('button', 'Sign up');
  }

  /** @returns the new room's address */
  async createRoom(name: string): Promise<string> {
    await this.goto('/');
    await this.click('button', 'New room');
    await this.fill('Name', name);
    await this.click('button', 'Create');
    await expect.poll(() => this.driver.url()).toMatch(/\/chat\/[0-9a-f-]{36}$/);
    await this.expectConnected();
    return this.driver.url();
  }

  async expectConnected(): Promise<void> {
    await this.sees('Connected', '[data-part="status"]');
  }

  async say(text: string): Promise<void> {
    await this.driver.type(await this.find('field', 'Your message'), text + ENTER);
  }

  /** Goes from the log to its last message with the keyboard, and chooses an item of its menu. */
  async choose(item: string): Promise<void> {
    const { driver } = this;
    await driver.type(
      await driver.run<Element>(`return document.querySelector('[data-part="viewport"]')`),
      ARROW_UP,
    );
    await driver.type(await driver.focused(), ENTER);
    await this.click('item', item);
  }

  /** Waits until somebody has said this. */
  async hears(text: string): Promise<void> {
    await this.sees(text, '[role="log"]');
  }
}
