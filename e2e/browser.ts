import type { LaunchOptions } from '@playwright/test';

/** Debian's Chromium, or the one that CHROMIUM names: nothing is downloaded, and the browser calls nobody. */
export const browserOptions: LaunchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  // Chromium's sandbox does not work for root.
  args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
};
