import { type Browser, chromium } from '@playwright/test';
import { browserOptions } from '../../e2e/browser.ts';
import type { Person } from '../../e2e/person.ts';
import { startStandalone } from '../../e2e/stacks/standalone.ts';
import type { Description } from '../../web/src/website/api-description.ts';
import { Mailbox } from '../../web/testing/outside/mailbox.ts';
import { labelsOf, type ReportLocale } from '../texts.ts';
import { administrationScreens, codeScreen, settingsScreens } from './accounts.ts';
import { Album } from './album.ts';
import { chatScreens } from './chat.ts';
import { chatDownScreens, missingScreens } from './failures.ts';
import { decoded, type Frames, Recorded } from './recorded.ts';
import { deletionScreens, roomsScreens } from './rooms.ts';
import { Scene } from './scene.ts';
import { strangersScreens } from './strangers.ts';

/** What a walk through the running product brought. */
export type Walked = {
  /** The names of its pictures. */
  screens: string[];
  frames: Frames;
  roomToken: unknown;
  accessToken: unknown;
  /** /openapi.json */
  description: Description;
};

/** Nobody follows the buttons that they make. */
const PROVIDERS = {
  GITHUB_CLIENT_ID: 'lantern',
  GITHUB_CLIENT_SECRET: 'not-a-secret',
  YANDEX_CLIENT_ID: 'lantern',
  YANDEX_CLIENT_SECRET: 'not-a-secret',
};

type Options = {
  locale: ReportLocale;
  /** Ends the walk: it rejects, and leaves nothing behind. */
  signal: AbortSignal;
  /** Is told what is done. */
  say: (text: string) => void;
  /** Draws what else needs a browser. */
  draw: (browser: Browser) => Promise<Map<string, Buffer>>;
};

/**
 * Starts Lantern, walks every page and case in Chromium, and stops both.
 *
 * @returns what was seen, and the pictures by name
 */
export async function walk({
  locale,
  signal,
  say,
  draw,
}: Options): Promise<{ walked: Walked; pictures: Map<string, Buffer> }> {
  const mailbox = new Mailbox();
  // Playwright would end this process itself.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  say('Starting Lantern');
  const stack = await startStandalone(await mailbox.start(), PROVIDERS);
  let browser: Browser | undefined;
  const close = () => void browser?.close();
  try {
    signal.throwIfAborted();
    browser = await chromium.launch({ ...browserOptions, ...signals });
    signal.addEventListener('abort', close);
    signal.throwIfAborted();
    const album = new Album((name) => say(`Picture ${album.pictures.size}: ${name}`));
    const scene = new Scene({ browser, stack, mailbox, album, locale, labels: labelsOf(locale) });
    const diagrams = await draw(browser);
    const facts = await screens(scene);
    const walked = { ...facts, screens: [...album.pictures.keys()] };
    return { walked, pictures: new Map([...album.pictures, ...diagrams]) };
  } catch (error) {
    // What it was about to do failed because the browser was closed.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', close);
    await browser?.close();
    await stack.stop();
    await mailbox.stop();
  }
}

async function screens(scene: Scene): Promise<Omit<Walked, 'screens'>> {
  const { stack, labels } = scene;
  const anna = await scene.person(labels.people.anna, 'anna');
  const boris = await scene.person(labels.people.boris, 'boris');
  const recorded = new Recorded();
  for (const { page } of [anna, boris]) recorded.watch(page);
  await anna.signUp();
  await boris.signUp();
  await strangersScreens(scene, anna);
  const room = await roomsScreens(scene, anna);
  const roomToken = await roomTokenOf(anna, room);
  await chatScreens(scene, { anna, boris }, room);
  await deletionScreens(scene, { anna, boris });
  await settingsScreens(scene, anna);
  await stack.console('create-superuser', '--email', anna.email, '--yes');
  await administrationScreens(scene, { anna, boris });
  await codeScreen(scene, anna, await scene.window());
  const description: Description = await (await fetch(`${stack.baseURL}/openapi.json`)).json();
  const accessToken = await accessTokenOf(stack.baseURL, boris);
  await missingScreens(scene, anna);
  await chatDownScreens(scene, anna, room);
  return { frames: recorded.frames, roomToken, accessToken, description };
}

async function roomTokenOf({ page }: Person, room: string): Promise<unknown> {
  const answer = page.waitForResponse(`${room}/token`);
  await page.goto(room);
  const { token }: { token: string } = await (await answer).json();
  return decoded(token);
}

async function accessTokenOf(site: string, { email, password }: Person): Promise<unknown> {
  const answer = await fetch(`${site}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const { token }: { token: string } = await answer.json();
  return decoded(token);
}
