import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { leftOver, MADE_UP, treeWithMadeUpLocale } from '../../../testing/made-up-locale.ts';
import { ForgingProvider } from '../../testing/outside/providers/forging-provider.ts';
import { signInAt } from '../../testing/outside/providers/journey.ts';
import { StripeServer } from '../../testing/outside/stripe-server.ts';
import { WeatherServer } from '../../testing/outside/weather-server.ts';
import type { Page } from '../../testing/people/visitor.ts';
import { INPUT } from '../../testing/routes/inputs.ts';
import { STRANGERS } from '../../testing/routes/queries.ts';

const tree = await treeWithMadeUpLocale();
after(() => rm(tree, { recursive: true }));
const inTree = (path: string) => import(pathToFileURL(join(tree, 'web', path)).href);
const { testSite }: typeof import('../../testing/website.ts') = await inTree('testing/website.ts');
const { Mailbox, tokenIn }: typeof import('../../testing/outside/mailbox.ts') = await inTree(
  'testing/outside/mailbox.ts',
);
const { pageTable, routeFixtures }: typeof import('../../testing/routes/fixtures.ts') = await inTree(
  'testing/routes/fixtures.ts',
);

const [mailbox, provider] = [new Mailbox(), new WeatherServer()];
const club = await new ForgingProvider().start();
const site = await testSite({
  smtpUrl: await mailbox.start(),
  weatherVariables: await provider.start(),
  publicUrl: 'https://lantern.test',
  providers: [club.settings('club')],
  stripeVariables: { ...(await new StripeServer().start()), PUBLIC_URL: 'https://lantern.test' },
});
after(async () => {
  await mailbox.stop();
  await club.stop();
  await provider.stop();
});
const fixtureFor = routeFixtures({ site, mailbox, club, locale: MADE_UP });
/** Names of people, rooms, roles, keys and devices in this test, what a room is about, and commands. */
const DATA = /\bu?[0-9a-f]{12}\b|Tea and talk|\bclub\b|\bkept\b|Анна|Blue key|\bnode\b|\/\w+/i;

/** @returns words of other locales on a page */
function foreign(page: Page): string[] {
  const isPart = !page.text.includes('<html');
  const isMadeUp =
    page.text.includes('⟦') && (isPart || page.text.includes(`<html lang="${MADE_UP}" dir="rtl"`));
  return [...(isMadeUp ? [] : ['another page']), ...leftOver(page.text, DATA)];
}

test('every page and every answer to a form speaks a locale that is one folder more', async () => {
  const found: string[] = [];
  for (const [method, route] of pageTable) {
    const call = `${method.toUpperCase()} ${route}`;
    const { visitor, stranger, filled, input } = await fixtureFor(call);
    const who = STRANGERS.has(call) ? stranger : visitor;
    const show = async (page: Page, what: string) => {
      assert.ok(page.status < 500, `${what} → ${page.status}`);
      const shown = page.location?.startsWith('/') ? await who.get(page.location) : page;
      if (!shown.headers.get('content-type')?.startsWith('text/html') || shown.location) return;
      const words = foreign(shown);
      if (words.length > 0) found.push(`${what}: ${words.join(' ')}`);
    };
    if (method === 'get') {
      await show(await who.get(filled.path), call);
      await show(await stranger.get(filled.path), `${call} by a stranger`);
      continue;
    }
    const _csrf = await who.token(STRANGERS.has(call) ? '/login' : '/');
    await show(await who.post(filled.path, {}), `${call} without a token`);
    if (INPUT[call] && !call.includes('passkey'))
      await show(await who.post(filled.path, { _csrf }), `${call}, empty`);
    const fields = call === 'POST /locale' ? { locale: MADE_UP } : input;
    const page = await who.post(filled.path, { _csrf, ...fields });
    assert.ok(page.status < 400, `${call} → ${page.status}`);
    await show(page, call);
  }
  assert.deepEqual(found, []);
});

test('the scripts of a room are given it, and no other locale’s texts', async () => {
  const { visitor, filled } = await fixtureFor('GET /chat/:room');
  const { text } = await visitor.get(filled.path);
  const [url = '', ...others] = text.match(/\/assets\/chat-texts[^"]+/g) ?? [];
  assert.deepEqual(others, []);
  const told: string[] = [];
  JSON.parse((await visitor.get(url)).text, (_, value) => typeof value === 'string' && told.push(value));
  assert.ok(told.length > 50);
  for (const each of told) assert.match(each, /^⟦[^⟦]+⟧$/);
});

test('errors and commands speak it to programs', async () => {
  const { program, filled } = await fixtureFor('GET /chat/:room');
  const headers = { 'accept-language': `${MADE_UP}, en;q=0.5` };
  for (const path of ['/users/me', '/rooms/nowhere', '/weather?city=Atlantis', '/rooms?q=']) {
    const who = path === '/users/me' ? site.program() : program;
    const { body } = await who.get(path, headers);
    assert.deepEqual(
      [body.title, body.detail].map((text) => leftOver(text)),
      [[], []],
      path,
    );
    assert.match(body.detail, /⟦/, path);
  }
  const room = filled.path.split('/').at(-1);
  const { body } = await program.post(`/rooms/${room}/token`, undefined, headers);
  program.token = body.token;
  for (const text of ['/help', '/who', '/weather', '/nonsense']) {
    const { body } = await program.post('/commands', { text });
    assert.match(body.text ?? body.detail, /⟦/, text);
    assert.deepEqual(leftOver(body.text ?? body.detail, /\/\w+/), [], text);
  }
  // The first line is the provider's.
  const weather = await program.post('/commands', { text: '/weather Moscow' });
  assert.match(weather.body.text, /^Moscow, روسيا: .*\n⟦[^⟧]*⟧ · ⟦/);
  assert.equal(provider.asked.at(-1)?.lang, 'ar');
});

test('the header offers the other locales in a list, and each is what it says', async () => {
  const visitor = site.visitor({ 'accept-language': 'ar' });
  const { text } = await visitor.get('/login');
  const [, list = ''] = /<details class="menu">(.*?)<\/details>/s.exec(text) ?? [];
  assert.match(list, /<summary [^>]*aria-label="⟦Language⟧: ⟦Made up⟧">⟦Made up⟧</);
  assert.deepEqual(
    [...list.matchAll(/value="([^"]+)" lang="([^"]+)">([^<]+)</g)].map(([, ...each]) => each),
    [
      ['ru', 'ru', 'Русский'],
      ['en', 'en', 'English'],
    ],
  );
  await visitor.submit('/login', '/locale', { locale: 'en', next: '/login' });
  assert.match((await visitor.get('/login')).text, /<html lang="en">/);
  await visitor.submit('/login', '/locale', { locale: MADE_UP, next: '/login' });
  assert.match((await visitor.get('/login')).text, new RegExp(`<html lang="${MADE_UP}"`));
});

test('the settings take it, by hand and from programs', async () => {
  const { visitor, program } = await fixtureFor('GET /settings');
  await visitor.submit('/settings', '/settings', { locale: 'en' });
  const { text } = await visitor.get('/settings');
  assert.match(text, /<html lang="en">/);
  assert.match(text, /<option value="ar-EG" lang="ar-EG">⟦Made up⟧</);
  assert.equal((await program.call('PATCH', '/users/me', { locale: MADE_UP })).status, 204);
  assert.equal((await program.get('/users/me')).body.locale, MADE_UP);
  assert.deepEqual(foreign(await visitor.get('/settings')), []);
  const { paths } = (await program.get('/openapi.json')).body;
  const { schema } = paths['/users/me'].patch.requestBody.content['application/json'];
  assert.match(JSON.stringify(schema.properties.locale), /"enum":\["ru","ar-EG","en"\]/);
});

test('the gateway’s own pages speak it', async () => {
  const pages = join(tree, 'gateway-pages');
  execFileSync(process.execPath, [join(tree, 'nginx/pages.ts'), pages]);
  for (const name of ['too-large', 'too-many', 'unavailable']) {
    const html = await readFile(join(pages, `${name}.html`), 'utf8');
    const [, section = ''] =
      new RegExp(`<section lang="${MADE_UP}" dir="rtl">(.*?)</section>`, 's').exec(html) ?? [];
    assert.match(section, /<h1>⟦.*⟧<\/h1>\s*<p>⟦.*⟧<\/p>/);
    const { title, detail } = JSON.parse(await readFile(join(pages, `${name}.${MADE_UP}.json`), 'utf8'));
    assert.deepEqual([leftOver(title), leftOver(detail)], [[], []]);
  }
});

test('who chose a locale that is gone has chosen none', async () => {
  const { visitor, program } = await fixtureFor('GET /settings');
  const { email } = (await program.get('/users/me')).body;
  await site.connection.query("update users set locale = 'tlh' where email = $1", [email]);
  assert.equal((await program.get('/users/me')).body.locale, null);
  assert.match((await visitor.get('/settings', { 'accept-language': 'en' })).text, /<html lang="en">/);
  assert.match((await visitor.get('/settings')).text, /<option value="">/);
  const stranger = site.visitor({ 'accept-language': 'kk' });
  await stranger.get('/login');
  stranger.cookies.set('locale', 'tlh');
  assert.match((await stranger.get('/login')).text, /<html lang="ru">/);
});

/** Changes how somebody signs in, for the letters that no form alone has brought about. */
async function changeWaysIn(): Promise<void> {
  const { program, person } = await fixtureFor('GET /settings');
  const { password: current_password } = person;
  const named = await program.call('PATCH', '/users/me', {
    login: `x${person.id.slice(-8)}`,
    current_password,
  });
  assert.equal(named.status, 204);

  const signedUp = await fixtureFor('POST /signup/provider');
  await signedUp.stranger.submit('/signup/provider', '/signup/provider', { ...signedUp.input });
  const set = await signedUp.stranger.submit('/settings/password', '/settings/password', {
    new_password: signedUp.person.password,
  });
  assert.equal(set.location, '/settings/password?saved=password');

  const { visitor, person: linking } = await fixtureFor('GET /settings/social-accounts');
  const proof = { current_password: linking.password };
  const page = '/settings/social-accounts';
  await visitor.submit(page, `${page}/club/unlink`, proof);
  await visitor.submit(page, `${page}/club`, proof);
  assert.equal((await signInAt(visitor, '/oauth/club')).location, `${page}?saved=linked`);

  for (const isSuperuser of [true, false]) {
    const { person } = await fixtureFor('GET /settings/passkeys/:passkey/rename');
    await site.connection.query('update user_service set is_superuser = $2 where user_id = $1', [
      person.id,
      isSuperuser,
    ]);
    await site.program().post('/auth/forgot-password', { email: person.email });
    const token = tokenIn(await mailbox.next(': set a new password'));
    const { password } = person;
    assert.equal(
      (await site.program().post('/auth/reset-password', { token, password: `${password}!` })).status,
      204,
    );
  }
}

test('every letter speaks it', async () => {
  await changeWaysIn();
  // What is not sent yet is sent before a site ends.
  await site.stop();
  for (const { subject = '', text = '', html = '' } of mailbox.mails) {
    assert.match(html, new RegExp(`<html lang="${MADE_UP}" dir="rtl">`), subject);
    assert.deepEqual(
      [...leftOver(subject, DATA), ...leftOver(html, DATA), ...leftOver(text, DATA)],
      [],
      subject,
    );
  }
  const said = mailbox.mails.map(({ subject, text }) => `${subject}\n${text}`).join('\n');
  const missing = (await letterTexts()).filter((each) => !said.includes(each));
  assert.deepEqual(missing, []);
});

/** Returns the texts that letters consist of. */
async function letterTexts(): Promise<string[]> {
  const textsOf = async (name: string) =>
    JSON.parse(await readFile(join(tree, 'web/locales', MADE_UP, `${name}.json`), 'utf8'));
  const [accounts, email, resets] = await Promise.all(['accounts', 'email', 'password-reset'].map(textsOf));
  const letters = [
    accounts.notice,
    email.verify_mail,
    email.change_mail,
    email.changed_mail,
    resets.link_mail,
    resets.changed_mail,
  ];
  return letters.flatMap((each) => Object.values<string>(each)).filter((text) => !text.includes('{{'));
}
