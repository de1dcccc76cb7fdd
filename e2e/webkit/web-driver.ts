import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../testing/servers/server.ts';
import { endProgram } from './screen.ts';

/** What stands for an element in requests and answers (WebDriver, 12.1). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
export type Element = { [ELEMENT]: string };
type Size = { width: number; height: number };

/** Keys, as WebDriver writes them (17.4.2). */
export const [ENTER, ARROW_UP, TAB, ESCAPE, CONTROL] = [
  '\uE007',
  '\uE013',
  '\uE004',
  '\uE00C',
  '\uE009',
] as const;

const browser = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((folder) => `/usr/lib/${folder}/webkit2gtk-4.1/MiniBrowser`)
  .find((path) => existsSync(path));

/**
 * One window of WebKitGTK, driven over HTTP by Debian's WebKitWebDriver as WebDriver (W3C) describes: Playwright cannot drive this
 * build.
 */
export class WebDriver {
  readonly #child: ChildProcess;
  readonly #server: string;
  #session = '';

  private constructor(child: ChildProcess, server: string) {
    this.#child = child;
    this.#server = server;
    process.once('exit', this.#kill);
  }

  /**
   * Starts a driver and its browser, with cookies and storage of their own.
   *
   * @param variables of their environment: `DISPLAY`, the language (`LANG`), the theme (`GTK_THEME`)
   */
  static async start(variables: Record<string, string>): Promise<WebDriver> {
    const port = await freePort();
    const child = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      // A group of its own, which is ended as one: the browser, and the processes of its pages.
      detached: true,
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        LIBGL_ALWAYS_SOFTWARE: '1',
        XDG_CONFIG_HOME: join(import.meta.dirname, 'config'),
        ...variables,
      },
    });
    const driver = new WebDriver(child, `http://127.0.0.1:${port}`);
    try {
      await Promise.race([
        driver.#open(),
        once(child, 'exit').then(([code]) => {
          throw new Error(`WebKitWebDriver ended (${code})`);
        }),
      ]);
    } catch (error) {
      await driver.stop();
      throw error;
    }
    return driver;
  }

  async goto(url: string): Promise<void> {
    await this.#send('POST', '/url', { url });
  }

  async url(): Promise<string> {
    return String(await this.#send('GET', '/url'));
  }

  /** Runs the body of a function in the page; `arguments` holds its arguments. @returns what it returns */
  run<Result>(body: string, ...args: unknown[]): Promise<Result> {
    return this.#send('POST', '/execute/sync', { script: body, args }) as Promise<Result>;
  }

  async click(element: Element): Promise<void> {
    await this.#send('POST', `/element/${element[ELEMENT]}/click`, {});
  }

  /** Types into an element, key by key. */
  async type(element: Element, text: string): Promise<void> {
    await this.#send('POST', `/element/${element[ELEMENT]}/value`, { text });
  }

  /** @returns the element that has the focus */
  async focused(): Promise<Element> {
    return (await this.#send('GET', '/element/active')) as Element;
  }

  async clear(element: Element): Promise<void> {
    await this.#send('POST', `/element/${element[ELEMENT]}/clear`, {});
  }

  /** Makes the page so wide and high, in CSS pixels. */
  async resize({ width, height }: Size): Promise<void> {
    const bar = await this.run<number>('return outerHeight - innerHeight');
    await this.#send('POST', '/window/rect', { width, height: height + bar });
  }

  /** @returns a picture of the page, or of one element, PNG */
  async screenshot(element?: Element): Promise<Buffer> {
    const of = element ? `/element/${element[ELEMENT]}` : '';
    return Buffer.from(String(await this.#send('GET', `${of}/screenshot`)), 'base64');
  }

  async stop(): Promise<void> {
    process.off('exit', this.#kill);
    if (this.#session) await this.#send('DELETE', '').catch(() => {});
    this.#kill();
    await endProgram(this.#child, 'SIGKILL');
  }

  readonly #kill = () => {
    try {
      if (this.#child.pid) process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  };

  /** Waits until the driver listens, and opens a window. */
  async #open(): Promise<void> {
    const giveUpAt = Date.now() + 30_000;
    while (
      !(await fetch(`${this.#server}/status`).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      if (Date.now() > giveUpAt) throw new Error('WebKitWebDriver does not answer within 30 s');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const options = { binary: browser, args: ['--automation'] };
    const alwaysMatch = { acceptInsecureCerts: true, 'webkitgtk:browserOptions': options };
    const opened = await this.#request('POST', '/session', { capabilities: { alwaysMatch } });
    this.#session = (opened as { sessionId: string }).sessionId;
  }

  #send(method: string, path: string, body?: object): Promise<unknown> {
    return this.#request(method, `/session/${this.#session}${path}`, body);
  }

  /** @throws with the driver's own words when it refuses or fails */
  async #request(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.#server}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const { value } = (await answer.json()) as { value: { error: string; message: string } | null };
    if (!answer.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  }
}
