// npm run screenshots                docs/images/chat.png, for the README
// npm run screenshots -- --all DIR   every page, narrow and wide, light and dark
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, expect, type Page } from '@playwright/test';
import { writeGatewayPages } from '../nginx/pages.ts';
import { compressed } from '../report/fit.ts';
import { Mailbox, tokenIn } from '../web/testing/outside/mailbox.ts';
import { browserOptions } from './browser.ts';
import { Person } from './person.ts';
import { startStandalone } from './stacks/standalone.ts';

type Look = { width: number; height: number; colorScheme: 'light' | 'dark' };
type Shoot = (page: Page, name: string) => Promise<void>;

const root = join(import.meta.dirname, '..');
const rooms = ['Evening garden', 'Book club: chapter seven', 'Neighbours of Lamp Street'];

const mailbox = new Mailbox();
/** Nobody follows the buttons that they make. */
const providers = {
  GITHUB_CLIENT_ID: 'lantern',
  GITHUB_CLIENT_SECRET: 'not-a-secret',
  YANDEX_CLIENT_ID: 'lantern',
  YANDEX_CLIENT_SECRET: 'not-a-secret',
};
const stack = await startStandalone(await mailbox.start(), providers);
const browser = await chromium.launch(browserOptions);
try {
  const { all } = parseArgs({ options: { all: { type: 'string' } } }).values;
  const folder = all ?? join(root, 'docs/images');
  await mkdir(folder, { recursive: true });
  const boris = await member(browser, 'Boris');
  const anna = await member(browser, 'Anna');
  const urls: string[] = [];
  for (const name of rooms) urls.push(await anna.createRoom(name));
  const [garden = ''] = urls;
  if (all) {
    await stack.console('create-superuser', '--email', anna.email, '--yes');
    await anna.turnOnTwoFactor();
    for (const width of [1280, 375])
      for (const colorScheme of ['light', 'dark'] as const) {
        const look = { width, height: 800, colorScheme };
        const shoot: Shoot = async (page, name) => {
          const path = join(folder, `${name}-${width}-${colorScheme}.png`);
          await page.screenshot({ path, fullPage: true });
        };
        await strangersPages(browser, look, shoot);
        await membersPages({ anna, boris, room: garden }, look, shoot);
        await administrationsPages({ anna, boris }, look, shoot);
      }
  } else {
    const shoot: Shoot = async (page, name) => {
      await writeFile(join(folder, `${name}.png`), await compressed(await page.screenshot()));
    };
    await dress(anna.page, { width: 1000, height: 740, colorScheme: 'light' });
    await talk(anna, boris, garden);
    await shoot(anna.page, 'chat');
  }
  process.stdout.write(`${folder}\n`);
} finally {
  await browser.close();
  await stack.stop();
}

async function member(browser: Browser, name: string): Promise<Person> {
  const person = new Person(await newPage(browser), name, (text) => text);
  await person.signUp();
  return person;
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ baseURL: stack.baseURL, locale: 'en-GB' });
  return context.newPage();
}

async function dress(page: Page, { width, height, colorScheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
}

async function strangersPages(browser: Browser, look: Look, shoot: Shoot): Promise<void> {
  const page = await newPage(browser);
  await dress(page, look);
  for (const [name, path] of [
    ['welcome', '/'],
    ['sign-in', '/login'],
    ['sign-up', '/signup'],
    ['forgotten-password', '/forgot-password'],
    ['reset-link-invalid', '/password-reset'],
    ['not-found', '/nowhere'],
  ] as const) {
    await page.goto(path);
    await shoot(page, name);
  }
  const stranger = new Person(page, 'Vera', (text) => text);
  await stranger.signIn();
  await page.getByRole('alert').waitFor();
  await shoot(page, 'sign-in-refused');
  await page.goto('/signup');
  await page.getByLabel('E-mail').fill('vera@example.org');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByText('Use at least 8 characters').waitFor();
  await shoot(page, 'sign-up-refused');
  await page.goto('/forgot-password');
  await page.getByLabel('E-mail or username').fill('boris@example.org');
  await page.getByRole('button', { name: 'Send a link' }).click();
  await page.getByRole('status').waitFor();
  await shoot(page, 'forgotten-password-sent');
  await page.goto(`/password-reset?token=${tokenIn(await mailbox.next(': set a new password'))}`);
  await shoot(page, 'set-password');
  const gateway = await mkdtemp(join(tmpdir(), 'lantern-pages-'));
  await writeGatewayPages(gateway);
  await page.goto(`file://${join(gateway, 'unavailable.html')}`);
  await shoot(page, 'gateway-unavailable');
  await rm(gateway, { recursive: true });
  await page.context().close();
}

async function membersPages(
  { anna, boris, room }: { anna: Person; boris: Person; room: string },
  look: Look,
  shoot: Shoot,
): Promise<void> {
  const { page } = anna;
  await dress(page, look);
  await page.goto('/');
  await shoot(page, 'home');
  await anna.search('garden');
  await page.getByRole('link', { name: 'Evening garden' }).waitFor();
  await shoot(page, 'search');
  await anna.search('five5');
  await shoot(page, 'search-too-short');
  await page.goto(`${room}/delete`);
  await shoot(page, 'delete');
  for (const name of ['settings', 'members', 'invites']) {
    await page.goto(`${room}/${name}`);
    await shoot(page, `room-${name}`);
  }
  await page.getByRole('button', { name: 'Create link' }).click();
  await shoot(page, 'room-invites-made');
  await boris.page.setViewportSize(look);
  await boris.page.emulateMedia({ colorScheme: look.colorScheme });
  await boris.page.goto(await page.locator('#invite-link').innerText());
  await shoot(boris.page, 'invitation');
  for (const name of [
    'settings',
    'settings/display',
    'settings/password',
    'settings/two-factor',
    'settings/two-factor/app',
    'settings/passkeys',
    'settings/social-accounts',
    'settings/social-accounts/github',
    'settings/sessions',
    'settings/data',
    'settings/membership',
    'settings/delete',
  ]) {
    await page.goto(`/${name}`);
    await shoot(page, name.replaceAll('/', '-'));
  }
  await dress(boris.page, look);
  await boris.page.goto('/');
  await shoot(boris.page, 'home-empty');
  await talk(anna, boris, room);
  await shoot(page, 'chat');
  await anna.composer.fill('/');
  await shoot(page, 'chat-commands');
  await moderationPages(anna, room, shoot);
}

async function moderationPages({ page, log }: Person, room: string, shoot: Shoot): Promise<void> {
  await log.getByRole('button', { name: 'Boris' }).first().click();
  const card = page.getByRole('dialog');
  await card.getByText('Here since').waitFor();
  await shoot(page, 'chat-card');
  await card.getByLabel('Reason').fill('Too many lanterns');
  await card.getByRole('button', { name: 'Mute' }).click();
  await card.getByText('Muted until').waitFor();
  for (const name of ['moderation', 'moderation/bans', 'moderation/mutes', 'moderation/log']) {
    await page.goto(`${room}/${name}`);
    await shoot(page, name.replaceAll('/', '-'));
  }
  await page.goto(`${room}/moderation/mutes`);
  await page.getByRole('button', { name: /^Unmute/ }).click();
}

async function administrationsPages(
  { anna, boris }: { anna: Person; boris: Person },
  look: Look,
  shoot: Shoot,
): Promise<void> {
  const { page } = anna;
  await dress(page, look);
  for (const section of ['people', 'roles', 'rooms']) {
    await page.goto(`/admin/${section}`);
    await shoot(page, `admin-${section}`);
  }
  await page
    .getByRole('link', { name: /^Delete/ })
    .first()
    .click();
  await shoot(page, 'admin-delete-room');
  await page.goto(`/admin/people?q=${boris.email}`);
  await shoot(page, 'admin-people-found');
  await page.getByRole('link', { name: 'Boris' }).click();
  await shoot(page, 'admin-person');
  await page.getByRole('link', { name: 'Disable' }).click();
  await shoot(page, 'admin-disable');
}

async function talk(anna: Person, boris: Person, room: string): Promise<void> {
  await boris.page.goto('/');
  await anna.enter(room);
  await boris.enter(room);
  const lines: [Person, string][] = [
    [boris, 'Good evening! Is the gate still open?'],
    [anna, 'Until ten. Bring the lanterns, it gets dark early now.'],
    [anna, 'And something warm to drink 🍵'],
    [boris, '/weather London'],
    [boris, '@Anna two lanterns and a thermos are on their way'],
    [boris, 'The plan is here: https://example.org/evening-garden'],
  ];
  for (const [person, text] of lines) {
    await person.say(text);
    await anna.log.getByText(text.split('https')[0]?.trim() ?? text).waitFor();
  }
  // Said once in three seconds at most: he has only just sent something.
  await expect(async () => {
    await boris.composer.pressSequentially('I');
    await anna.page.getByText('Boris is typing').waitFor({ timeout: 500 });
  }).toPass();
}
