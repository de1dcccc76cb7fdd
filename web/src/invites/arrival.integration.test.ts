import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ForgingProvider } from '../../testing/outside/providers/forging-provider.ts';
import { goToProvider } from '../../testing/outside/providers/journey.ts';
import { addPasskey, signInWith } from '../../testing/people/passkeys.ts';
import { people } from '../../testing/people/people.ts';
import { SecurityKey } from '../../testing/people/security-key.ts';
import type { Page, Visitor } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const club = await new ForgingProvider().start();
after(club.stop);
const ORIGIN = 'http://localhost:8080';
const site = await testSite({ publicUrl: ORIGIN, providers: [club.settings('club')] });
const anna = site.program();
await anna.register('anna');
await anna.signIn('anna');
await site.program().register('boris');
await site.program().register('clara');
let names = 0;

const sql = (text: string, ...values: unknown[]) => site.connection.query(text, values);
async function invitation(visibility = 'unlisted') {
  const { id } = (await anna.post('/rooms', { name: `Evening garden ${names++}` })).body;
  await sql(`update rooms set entry = 'members', visibility = $2 where id = $1`, id, visibility);
  const { url } = (await anna.post(`/rooms/${id}/invites`, {})).body;
  return { id: String(id), path: new URL(url).pathname };
}

/** A stranger presses a button of an invite's page. @returns where they are sent to sign up or in, and to come back to */
async function press(visitor: Visitor, path: string, way: 'signup' | 'login'): Promise<string> {
  const { status, location } = await visitor.submit(path, path, { way });
  assert.deepEqual([status, location], [303, `/${way}?next=${encodeURIComponent(path)}`]);
  return path;
}

/** Follows the last redirect of a sign-in into the room. */
async function isIn(visitor: Visitor, { location }: Page, { id, path }: { id: string; path: string }) {
  assert.equal(location, path);
  assert.equal((await visitor.get(path)).location, `/chat/${id}`);
  assert.match((await visitor.get(`/chat/${id}`)).text, /id="chat"/);
}

test('a stranger reads who invites them where, and opening the link changes nothing', async () => {
  const { path } = await invitation();
  const page = await site.visitor().get(path);
  assert.equal(page.status, 200);
  assert.match(page.text, /<h1>anna invites you to “Evening garden/);
  assert.equal(page.headers.get('referrer-policy'), 'strict-origin');
  const visitor = site.visitor();
  await visitor.signIn('boris');
  assert.match((await visitor.get(path)).text, /Enter the room/);
  assert.equal((await sql('select * from room_members')).rows.length, 0);
});

test('a stranger who signs up on the way is in the room', async () => {
  const to = await invitation();
  const vera = site.visitor();
  const next = await press(vera, to.path, 'signup');
  const account = { email: 'vera@example.org', password: 'Harbour 7 lights' };
  await isIn(vera, await vera.submit(`/signup?next=${next}`, '/signup', { ...account, next }), to);
});

test('so is who signs in with a password', async () => {
  const to = await invitation();
  const boris = site.visitor();
  const next = await press(boris, to.path, 'login');
  const { email, password } = people.boris;
  await isIn(boris, await boris.submit('/login', '/login', { email, password, next }), to);
  const again = site.visitor();
  await again.signIn('boris');
  assert.equal((await again.get(to.path)).location, `/chat/${to.id}`);
});

test('with a code after the password', async () => {
  const to = await invitation();
  await site.enrol('clara');
  const clara = site.visitor();
  const next = await press(clara, to.path, 'login');
  const { email, password } = people.clara;
  const asked = await clara.submit('/login', '/login', { email, password, next });
  assert.match(asked.location ?? '', /^\/login\/code/);
  const code = site.phones.get('clara')?.next() ?? '';
  await isIn(clara, await clara.submit(asked.location ?? '', '/login/code', { code, next }), to);
});

test('with a passkey', async () => {
  const to = await invitation();
  const [boris, key] = [site.visitor(), new SecurityKey(ORIGIN)];
  await boris.signIn('boris');
  await addPasskey(boris, people.boris.password, key);
  const browser = site.visitor();
  await press(browser, to.path, 'login');
  await signInWith(browser, key);
  assert.equal((await browser.get(to.path)).location, `/chat/${to.id}`);
});

test('through another site, to sign up and to sign in', async () => {
  const to = await invitation();
  club.person = { sub: 'olga', email: 'olga@example.org' };
  for (const browser of [site.visitor(), site.visitor()]) {
    const next = await press(browser, to.path, 'login');
    const back = await browser.get(
      await goToProvider(browser, `/oauth/club?next=${encodeURIComponent(next)}`),
    );
    const page =
      back.location === '/signup/provider'
        ? await browser.submit(back.location, back.location, { email: 'olga@example.org' })
        : back;
    await isIn(browser, page, to);
    await sql('delete from room_members where room_id = $1', to.id);
  }
});

test('also when the way led elsewhere in between, as to a new password', async () => {
  const to = await invitation();
  const boris = site.visitor();
  await press(boris, to.path, 'login');
  await boris.signIn('boris');
  assert.match((await boris.get(`/chat/${to.id}`)).text, /id="chat"/);
});

test('only a press of its button makes a member, in this browser and within an hour (row 76)', async () => {
  const to = await invitation();
  const boris = site.visitor();
  await boris.get(to.path);
  const { email, password } = people.boris;
  await boris.submit('/login', '/login', { email, password, next: to.path });
  assert.equal((await boris.get(`/chat/${to.id}`)).status, 403, 'a link to the sign-in page');

  const forged = site.visitor();
  await press(forged, to.path, 'login');
  const own = forged.cookies.get('invite') ?? '';
  forged.cookies.set('invite', own.replace(/^.{43}/, 'A'.repeat(43)));
  await forged.signIn('boris');
  assert.equal((await forged.get(`/chat/${to.id}`)).status, 403);

  const late = site.visitor();
  await press(late, to.path, 'login');
  site.clock.pass(60 * 60);
  await late.signIn('boris');
  assert.equal((await late.get(`/chat/${to.id}`)).status, 403);
});

test('a sign-in succeeds also when the invite has ended meanwhile, and its page says why', async () => {
  const to = await invitation();
  const boris = site.visitor();
  const next = await press(boris, to.path, 'login');
  await sql('update room_invites set revoked_at = now() where room_id = $1', to.id);
  const { email, password } = people.boris;
  const { location } = await boris.submit('/login', '/login', { email, password, next });
  const page = await boris.get(location ?? '');
  assert.equal(page.status, 410);
  assert.match(page.text, /This invite was revoked/);
  assert.doesNotMatch(page.text, /Evening garden/);
});

test('on the page of a room one makes a link, sees it once with its QR code, and revokes it', async () => {
  const { id } = await invitation();
  const owner = site.visitor();
  await owner.signIn('anna');
  const here = `/chat/${id}/invites`;
  const made = await owner.submit(here, here, { expires_in: '3600', max_uses: '1' });
  const [, link = ''] = /id="invite-link">([^<]+)</.exec(made.text) ?? [];
  assert.ok(link.startsWith(`${ORIGIN}/invite/`), made.text);
  assert.match(made.text, /<svg[^>]*>/);
  const list = await owner.get(here);
  assert.ok(!list.text.includes(link));
  const [, revoke = ''] = /action="([^"]+\/revoke)"/.exec(list.text) ?? [];
  assert.equal((await owner.submit(here, revoke)).status, 303);
  assert.equal((await site.visitor().get(new URL(link).pathname)).status, 410);
  const wrong = await owner.submit(here, here, { expires_in: 'soon', max_uses: '' });
  assert.equal(wrong.status, 400);
});

test('previews of an invite tell the name of a listed room for everybody, and of no other', async () => {
  const { id, path } = await invitation('listed');
  const preview = async () => /og:title" content="([^"]+)"/.exec((await site.visitor().get(path)).text)?.[1];
  assert.equal(await preview(), undefined, 'for members');
  await sql(`update rooms set entry = 'everybody' where id = $1`, id);
  assert.match((await preview()) ?? '', /^Evening garden/);
  await sql(`update rooms set visibility = 'unlisted' where id = $1`, id);
  assert.equal(await preview(), undefined, 'unlisted');
});
