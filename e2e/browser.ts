import type { LaunchOptions, Page } from '@playwright/test';

/** Debian's Chromium, or the one that CHROMIUM names: nothing is downloaded, and the browser calls nobody. */
export const browserOptions: LaunchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  // Chromium's sandbox does not work for root.
  args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
};

/** Whether a page is in Firefox, whose driver cannot do all that Chromium's can. */
export const isFirefox = (page: Page): boolean =>
  page.context().browser()?.browserType().name() === 'firefox';
