import { test as base } from '../lantern.ts';
import { type Screen, startScreen } from './screen.ts';
import { WebDriver } from './web-driver.ts';
import { WebKitPerson } from './webkit-person.ts';

export { expect } from '../lantern.ts';

type WebKitOptions = {
  /** The theme of the system. */
  dark?: boolean;
  /** Where they go; absent: where Lantern is reached. */
  baseURL?: string;
};

type WebKitStory = {
  /** A stranger in a WebKit window of their own. */
  inWebKit(name: string, options?: WebKitOptions): Promise<WebKitPerson>;
};

/**
 * Stories about people at Safari's engine; `someone` and `member` are in Chromium beside them. Its driver cannot do the following,
 * so stories that need it run in the other engines alone:
 * - move a finger: touches are accepted and have no effect (swipes, long presses)
 * - allow notifications: nobody is asked, and the permission stays `default`
 * - take the focus from a window: `document.hasFocus()` is true beside a second tab, too
 * - take the network away, hold back an answer, or change what a socket delivers (servers that forge)
 * - have WebAuthn, or install a site
 * - tell what is written to the console (violations of the content policy)
 * - go from page to page of the settings: about every second time WebKitGTK 2.50.6 ends the process of the page while it collects garbage
 *   (SIGABRT below JavaScriptCore's allocator, in windows of any width), and the driver says "unknown error". The cause is not known.
 */
export const test = base.extend<WebKitStory, { screen: Screen }>({
  screen: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      const screen = await startScreen();
      await use(screen);
      await screen.stop();
    },
    { scope: 'worker' },
  ],
  inWebKit: async ({ screen, unique, stack }, use, info) => {
    const drivers: WebDriver[] = [];
    await use(async (name, { dark = false, baseURL = stack.baseURL } = {}) => {
      const driver = await WebDriver.start({
        DISPLAY: screen.display,
        LANG: 'en_GB.UTF-8',
        GTK_THEME: dark ? 'Adwaita:dark' : 'Adwaita',
      });
      drivers.push(driver);
      const email = `${unique(name.toLowerCase()).replace(' ', '.')}@example.org`;
      return new WebKitPerson(driver, { name, email, baseURL });
    });
    for (const [index, driver] of drivers.entries()) {
      if (info.status !== info.expectedStatus)
        await driver
          .screenshot()
          .then((body) => info.attach(`window ${index + 1}`, { body, contentType: 'image/png' }))
          .catch(() => {});
      await driver.stop();
    }
  },
});
