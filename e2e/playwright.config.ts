import { defineConfig, type LaunchOptions } from '@playwright/test';
import { browserOptions } from './browser.ts';
import {
  firefoxOptions,
  firefoxPhoneOnly,
  firefoxPhoneOptions,
  firefoxStories,
  notInFirefox,
} from './firefox.ts';
import type { StackOption } from './lantern.ts';

const everywhere = 'stories/*.story.ts';
/** What a page does in the browser, whichever processes stand behind it: looked at once. */
const pages = 'pages/**/*.story.ts';
/** Those whom Lantern asks are played by servers on this machine, which containers do not reach. */
const providers = ['weather/*.story.ts', 'membership/*.story.ts'];
const servers = 'servers/*.story.ts';
/** What people and programs do with rooms and tokens. The other stories meet the same images as pods, and take as long again. */
const inContainers = 'stories/{accounts,chat,rooms,tokens}.story.ts';

const inFirefox = (launchOptions: LaunchOptions) => ({
  stackName: 'standalone' as const,
  browserName: 'firefox' as const,
  channel: launchOptions.channel,
  launchOptions,
});

export default defineConfig<object, StackOption>({
  // Each worker tells its stories to a Lantern of its own, one after another: some of them stop what the others need.
  workers: 2,
  // On a machine with other work stories were seen to take five times as long as alone.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['html', { open: 'never', outputFolder: '../test-results/report' }]],
  outputDir: '../test-results/stories',
  use: {
    // A fifth of a story's CPU time.
    trace: 'retain-on-failure',
    // The gateway has made its certificate itself.
    ignoreHTTPSErrors: true,
    launchOptions: browserOptions,
  },
  projects: [
    { name: 'standalone', testMatch: [everywhere, pages, ...providers], use: { stackName: 'standalone' } },
    {
      name: 'processes',
      testMatch: [...providers, servers, 'processes/**/*.story.ts'],
      use: { stackName: 'processes' },
    },
    {
      name: 'firefox',
      testMatch: firefoxStories,
      grepInvert: [...notInFirefox, ...firefoxPhoneOnly],
      use: inFirefox(firefoxOptions),
    },
    {
      name: 'firefox-phone',
      testMatch: firefoxStories,
      grep: firefoxPhoneOnly,
      use: inFirefox(firefoxPhoneOptions),
    },
    { name: 'webkit', testMatch: 'webkit/*.story.ts', use: { stackName: 'standalone' } },
    {
      name: 'compose',
      workers: 1,
      testMatch: [inContainers, servers, 'compose/*.story.ts'],
      use: { stackName: 'compose' },
    },
    {
      // Two web, three chat: what a story does crosses processes. What the gateway does with a request is the same as in compose.
      name: 'kubernetes',
      workers: 1,
      testMatch: [everywhere, 'servers/{https,outages,restart}.story.ts', 'kubernetes/*.story.ts'],
      use: { stackName: 'kubernetes' },
    },
  ],
});
