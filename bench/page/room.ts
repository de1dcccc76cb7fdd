import { randomUUID } from 'node:crypto';
import { type Browser, chromium, type Page } from '@playwright/test';
import { createIssuer } from '../../chat/src/testing/issuer.ts';
import { browserOptions } from '../../e2e/browser.ts';
import { Person } from '../../e2e/person.ts';
import { type StandaloneStack, startStandalone } from '../../e2e/stacks/standalone.ts';
import { freePort } from '../../testing/servers/server.ts';
import { Child } from '../child.ts';
import { startChat } from '../fanout/servers/start.ts';
import type { Job } from './crowd.ts';

export type BusyRoom = { browser: Browser; page: Page; crowd: Child; stop(): Promise<void> };

/**
 * A room's page in Chromium, with so many people in the room. The page comes from `npm start`, and its room is in a chat process of
 * its own, which takes the site's tokens and those of the crowd: a thousand accounts would take minutes to sign up.
 */
export async function openBusyRoom(people: number): Promise<BusyRoom> {
  const running: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of running.splice(0).reverse()) await end();
  };
  try {
    const site = await startStandalone();
    running.push(() => site.stop());
    const issuer = await createIssuer();
    const port = await freePort();
    const chat = await startChat(issuer, {
      under: [],
      env: {
        PORT: String(port),
        ROOM_TOKEN_JWKS: JSON.stringify({ keys: [...issuer.jwks.keys, ...(await keysOf(site))] }),
        CHAT_MESSAGES_PER_MINUTE: '1000000',
        // The crowd names the chat's own address, and the page that of the site.
        ALLOWED_ORIGINS: `${site.baseURL},http://127.0.0.1:${port}`,
      },
    });
    running.push(() => chat.stop());
    const browser = await chromium.launch(browserOptions);
    running.push(() => browser.close());
    const page = await openRoom(browser, site, port);
    const room = { id: page.url().split('/').at(-1) ?? '', name: 'Garden' };
    const crowd = new Child(new URL('crowd.ts', import.meta.url));
    running.push(() => crowd.stop());
    const tokens = await Promise.all(
      Array.from({ length: people }, (_, n) =>
        issuer.token({ id: randomUUID(), name: `Guest ${n}` }, { room, expires: 3600 }),
      ),
    );
    await crowd.ask({ kind: 'enter', port, tokens } satisfies Job);
    return { browser, page, crowd, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function keysOf({ baseURL }: StandaloneStack): Promise<object[]> {
  return (await (await fetch(`${baseURL}/.well-known/jwks.json`)).json()).keys;
}

/** Signs somebody up and creates a room; the page is sent to another port with its room token. */
async function openRoom(browser: Browser, site: StandaloneStack, chatPort: number): Promise<Page> {
  const page = await browser.newPage({
    baseURL: site.baseURL,
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    // The policy allows sockets of the page's own host and port.
    bypassCSP: true,
  });
  await page.route('**/chat/*/token', async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    const url = new URL(answer.url);
    url.port = String(chatPort);
    await route.fulfill({ response, json: { ...answer, url: url.href } });
  });
  const anna = new Person(page, 'Anna', (text) => text);
  await anna.signUp();
  await anna.createRoom('Garden');
  return page;
}
