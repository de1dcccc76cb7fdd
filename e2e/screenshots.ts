// npm run screenshots                docs/images/chat.png, for the README
// npm run screenshots -- --all DIR   every page in every language, on three devices, light and dark; with
//                                    --only ru-375 those in Russian on the phone
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { compressed } from '../report/fit.ts';
import type english from '../web/locales/en/two-factor.json';
import { LOCALES, type Locale, readTexts } from '../web/src/locales/locales.ts';
import { Mailbox } from '../web/testing/outside/mailbox.ts';
import { browserOptions } from './browser.ts';
import type { Person } from './person.ts';
import { administrationsPages, membersPages } from './screenshots/members.ts';
import { entrancePages, moderationPages } from './screenshots/moderation.ts';
import { roomPages, talk } from './screenshots/room.ts';
import { strangersPages } from './screenshots/strangers.ts';
import { type Account, DEVICES, Studio, type StudioOptions, sessionOf } from './screenshots/studio.ts';
import { startStandalone } from './stacks/standalone.ts';

const mailbox = new Mailbox();
/** Nobody follows the buttons that they make. */
const providers = {
  GITHUB_CLIENT_ID: 'lantern',
  GITHUB_CLIENT_SECRET: 'not-a-secret',
  YANDEX_CLIENT_ID: 'lantern',
  YANDEX_CLIENT_SECRET: 'not-a-secret',
};
const { all, only } = parseArgs({
  options: { all: { type: 'string' }, only: { type: 'string', default: '' } },
}).values;
const folder = all ?? join(import.meta.dirname, '../docs/images');
await mkdir(folder, { recursive: true });
const stack = await startStandalone(await mailbox.start(), providers);
const browser = await chromium.launch(browserOptions);
try {
  for (const locale of all ? LOCALES : []) await everyPage({ browser, stack, folder, locale });
  if (!all) await readmePicture({ browser, stack, folder, locale: 'en' as Locale });
  process.stdout.write(`${folder}\n`);
} finally {
  await browser.close();
  await stack.stop();
}

/** Signs people up at a desk, and looks at everything on each device with their sessions. */
async function everyPage(options: StudioOptions): Promise<void> {
  const desk = new Studio(options, { viewport: { width: 1280, height: 800 } });
  const { words } = desk;
  const accounts: Account[] = [];
  for (const [login, name] of [
    ['anna', words.anna],
    ['boris', words.boris],
    ['clara', words.clara],
  ] as const) {
    const person = await desk.person({ name, login: `${login}.${options.locale}` });
    await person.signUp();
    if (login === 'anna') await prepare(desk, person);
    accounts.push({ name, login: `${login}.${options.locale}`, session: await sessionOf(person) });
    await person.page.context().close();
  }
  for (const device of DEVICES) {
    if (!`${options.locale}-${device.viewport?.width}`.includes(only)) continue;
    const studio = new Studio(options, device);
    const [anna, boris, clara] = await Promise.all(accounts.map((account) => studio.person(account)));
    if (!anna || !boris || !clara) throw new Error('somebody is missing');
    await strangersPages(studio, mailbox, { anna, boris });
    await membersPages(studio, { anna, boris, clara });
    await roomPages(studio, { anna, boris });
    await moderationPages(studio, { anna, boris });
    await entrancePages(studio, { anna, boris });
    await administrationsPages(studio, { anna, boris });
    for (const { page } of [anna, boris, clara]) await page.context().close();
  }
}

/** Makes somebody an administrator with rooms. */
async function prepare({ words }: Studio, anna: Person): Promise<void> {
  for (const name of words.rooms.slice(1)) {
    await anna.createRoom(name);
    await anna.page.locator('[data-part="star"]').click();
  }
  await stack.console('create-superuser', '--email', anna.email, '--yes');
  await anna.turnOnTwoFactor(readTexts(anna.locale)['two-factor'] as typeof english);
}

async function readmePicture(options: StudioOptions): Promise<void> {
  const studio = new Studio(options, { viewport: { width: 1000, height: 740 } });
  const [anna, boris] = [
    await studio.person({ name: 'Anna', login: 'anna' }),
    await studio.person({ name: 'Boris', login: 'boris' }),
  ];
  for (const person of [anna, boris]) await person.signUp();
  const room = await anna.createRoom(studio.words.rooms[0]);
  for (const person of [anna, boris]) await person.enter(room);
  await talk(studio, anna, boris);
  await writeFile(join(options.folder, 'chat.png'), await compressed(await anna.page.screenshot()));
}
