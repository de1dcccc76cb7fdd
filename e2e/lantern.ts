import { randomBytes } from 'node:crypto';
import { type BrowserContextOptions, test as base } from '@playwright/test';
import { watch } from './console.ts';
import { Person } from './person.ts';
import { comeBy } from './placement.ts';
import { startCompose } from './stacks/compose.ts';
import { startKubernetes } from './stacks/kubernetes/stack.ts';
import { startProcesses } from './stacks/processes.ts';
import type { Stack } from './stacks/stack.ts';
import { startStandalone } from './stacks/standalone.ts';

export { expect } from '@playwright/test';

const starters = {
  standalone: startStandalone,
  processes: startProcesses,
  compose: startCompose,
  kubernetes: startKubernetes,
};
/** The home page asks for its lists every ten seconds, and tries again where nobody answers. */
const REFRESH_FAILED = /(net::ERR_\w+|status of 50[234]).*\/home\/lists/;
/** Containers that come and go are networks that come and go: Chromium then ends the requests that are under way. */
const NETWORK_CHANGED = /ERR_NETWORK_CHANGED/;

export type StackName = keyof typeof starters;

export type StackOption = { stackName: StackName };

type Story = {
  /** A stranger in a browser of their own; `name` is what they will be called once they sign up. */
  someone(name: string, options?: BrowserContextOptions): Promise<Person>;
  /** Somebody with an account, signed in, in a browser of their own. */
  member(name: string, options?: BrowserContextOptions): Promise<Person>;
  /** Messages of the browser's console that this story provokes; any other fails it. */
  expectedConsole: RegExp[];
  /** Whether each of the people is on the next chat process where there are several, though the gateway would not part them. */
  scattered: boolean;
  /** `garden` → `garden 3f9a2c41b0d57e68`: stories share one Lantern, and names of rooms are unique. */
  unique(text: string): string;
};

export const test = base.extend<Story, StackOption & { stack: Stack }>({
  stackName: ['standalone', { option: true, scope: 'worker' }],
  stack: [
    async ({ stackName }, use) => {
      const stack = await starters[stackName]();
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  baseURL: async ({ stack }, use) => use(stack.baseURL),
  expectedConsole: async ({ stackName }, use) =>
    use(stackName === 'compose' ? [REFRESH_FAILED, NETWORK_CHANGED] : [REFRESH_FAILED]),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
  unique: async ({}, use) => {
    const mark = randomBytes(8).toString('hex');
    await use((text) => `${text} ${mark}`);
  },
  scattered: [true, { option: true }],
  someone: async ({ browser, stack, baseURL, expectedConsole, unique, scattered }, use) => {
    const hints = (scattered && stack.hints) || [];
    const contexts: { close(): Promise<void> }[] = [];
    const complaints: string[] = [];
    await use(async (name, options = {}) => {
      const context = await browser.newContext({
        baseURL: baseURL ?? '',
        locale: 'en-GB',
        ignoreHTTPSErrors: true,
        // Playwright answers in place of the site only where no service worker does. The stories about it allow it.
        serviceWorkers: 'block',
        ...options,
      });
      const hint = hints[contexts.length % hints.length];
      if (hint) await comeBy(context, hint);
      contexts.push(context);
      watch(context, (complaint) => complaints.push(`${name}: ${complaint}`));
      return new Person(await context.newPage(), name, unique);
    });
    for (const context of contexts) await context.close();
    const unexpected = complaints.filter((text) => !expectedConsole.some((pattern) => pattern.test(text)));
    if (unexpected.length > 0) throw new Error(`the browser complained:\n${unexpected.join('\n')}`);
  },
  member: async ({ someone }, use) => {
    await use(async (name, options) => {
      const person = await someone(name, options);
      await person.signUp();
      return person;
    });
  },
});
