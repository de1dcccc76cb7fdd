import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../testing/console.ts';
import { freshDatabase } from '../../testing/database.ts';
import { people } from '../../testing/people/people.ts';
import { member } from '../../testing/people/visitor.ts';
import { SECRET, testSite } from '../../testing/website.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const databaseUrl = await freshDatabase(process.env.TEST_DATABASE_URL ?? '');
const site = await testSite({ databaseUrl });

/** As in the containers: secrets are files. */
const folder = await mkdtemp(join(tmpdir(), 'lantern-'));
after(() => rm(folder, { recursive: true }));
const env = { DATABASE_URL_FILE: join(folder, 'url'), LANTERN_SECRET_FILE: join(folder, 'secret') };
await writeFile(env.DATABASE_URL_FILE, `${databaseUrl}\n`);
await writeFile(env.LANTERN_SECRET_FILE, `${SECRET}\n`);

const run = (words: string, input?: string) => runProgram(cli, words.split(' '), env, input);
const signIn = async (email: string, password: string) =>
  (await site.visitor().submit('/login', '/login', { email, password })).status;
const { anna, boris, clara } = people;

test('a site without accounts shows how to create the first one', async () => {
  assert.match((await site.visitor().get('/')).text, /create-superuser/);
  const made = await run(`create-superuser --email ${anna.email} --password-stdin`, `${anna.password}\n`);
  assert.deepEqual(made, { code: 0, out: `${anna.email} is a superuser now and can sign in.\n`, err: '' });
  assert.equal(await signIn(anna.email, anna.password), 303);
  assert.doesNotMatch((await site.visitor().get('/')).text, /create-superuser/);
});

test('a superuser’s password follows the rules of signing up', async () => {
  const common = await run('create-superuser --email eve@example.org --password-stdin', 'Password1!');
  assert.equal(common.code, 1);
  assert.match(common.err, /too common/);
  const nobody = await run('create-superuser --email eve --password-stdin', anna.password);
  assert.equal(nobody.code, 1);
  assert.match(nobody.err, /does not look like an e-mail/);
  assert.equal((await run('list-users --search eve')).err, 'Nobody.\n');
});

test('an existing account becomes a superuser only after confirmation, and keeps its password', async () => {
  await member(site.visitor(), 'clara');
  const asked = await run(`create-superuser --email ${clara.email} --password-stdin`, 'Another 1 entirely');
  assert.equal(asked.code, 1);
  assert.match(asked.err, /--yes/);
  const agreed = await run(`create-superuser --email ${clara.email.toUpperCase()} --yes`);
  assert.equal(agreed.code, 0);
  assert.match(agreed.out, /superuser now; the password stays/);
  assert.equal(await signIn(clara.email, clara.password), 303);
  assert.match((await run(`create-superuser --email ${clara.email} --yes`)).out, /superuser already/);
  const { items } = JSON.parse((await run('list-users --search clara --json')).out);
  assert.deepEqual(
    items.map((item: Record<string, unknown>) => [item.email, item.is_superuser]),
    [[clara.email, true]],
  );
});

test('a disabled account is signed out at the next request, and can be enabled again (row 12)', async () => {
  const visitor = await member(site.visitor(), 'boris');
  const disabled = await run('disable-user --login BORIS');
  assert.equal(disabled.code, 0);
  assert.match(disabled.err, /Chat could not be told/, 'there is no REDIS_URL');
  assert.match((await visitor.get('/')).text, /href="\/signup"/);
  assert.equal(await signIn(boris.email, boris.password), 403);
  assert.match((await run(`disable-user --email ${boris.email}`)).out, /already/);

  assert.match((await run(`enable-user --email ${boris.email}`)).out, /may sign in again/);
  assert.equal(await signIn(boris.email, boris.password), 303);
  assert.match((await visitor.get('/')).text, /href="\/signup"/, 'the session of before stays ended');
});

test('the last superuser stays (row 28)', async () => {
  assert.equal((await run('disable-user --login clara')).code, 0);
  const last = await run(`disable-user --email ${anna.email}`);
  assert.equal(last.code, 1);
  assert.match(last.err, /make someone else a superuser first/);
  assert.equal(await signIn(anna.email, anna.password), 303);
  assert.equal((await run('enable-user --login clara')).code, 0);
});

test('one command helps an administrator who lost everything, and the sign-in history shows it (row 24)', async () => {
  const program = site.program();
  await program.signIn('anna');
  await program.enrol(site.clock);
  assert.equal((await program.get('/users')).status, 200);
  const other = 'Nine 9 boats & a pier';
  const { code, out } = await run(
    `reset-two-factor --email ${anna.email} --new-password --password-stdin`,
    `${other}\n`,
  );
  assert.equal(code, 0);
  assert.match(out, /signs in with the password alone now\..*has a new password\./s);
  assert.equal((await program.get('/users')).status, 401, 'what was signed in has ended');

  assert.equal((await program.signIn('anna', other)).status, 200);
  assert.equal((await program.get('/users')).body.code, 'two_factor_required');
  const { items } = (await program.get('/users/me/sign-ins')).body;
  const reset = items.find((entry: { method: string }) => entry.method === 'console');
  assert.deepEqual([reset.outcome, reset.ip, reset.user_agent], ['two_factor_reset', null, '']);
  await program.enrol(site.clock);
  assert.equal((await program.get('/users')).status, 200);

  const again = await run(`reset-two-factor --login clara`);
  assert.deepEqual(
    [again.code, again.out],
    [0, `${clara.email} has no second factor; nothing of it was changed.\n`],
  );
  await site.enrol('clara');
  const visitor = site.visitor();
  await visitor.signIn('clara');
  const { text } = await visitor.get(`/admin/people/${(await program.get('/users/me')).body.id}`);
  assert.match(text, /Two-factor sign-in was reset on the server/, 'another administrator sees it');
  await run(`reset-two-factor --email ${anna.email} --password-stdin`, `${anna.password}\n`);
});

test('a superuser can be revoked, except the last one (row 28)', async () => {
  const program = site.program();
  await program.signIn('clara');
  assert.equal((await program.get('/roles')).status, 200);
  const revoked = await run('revoke-superuser --login clara');
  assert.deepEqual([revoked.code, revoked.out], [0, `${clara.email} is no superuser any more.\n`]);
  assert.equal((await program.get('/roles')).body.code, 'permission_missing');
  assert.equal((await run('revoke-superuser --login clara')).out, `${clara.email} is no superuser.\n`);
  const last = await run(`revoke-superuser --email ${anna.email}`);
  assert.equal(last.code, 1);
  assert.match(last.err, /make someone else a superuser first/);
});

test('a new password replaces the old one and revokes earlier sign-ins', async () => {
  const weak = await run(`reset-password --email ${boris.email} --password-stdin`, 'boris');
  assert.equal(weak.code, 1);
  assert.equal(await signIn(boris.email, boris.password), 303);
  const visitor = site.visitor();
  await visitor.signIn('boris');
  const other = 'Seven 7 seas & a tram';
  const reset = await run('reset-password --login boris --password-stdin', `${other}\r\n`);
  assert.equal(reset.out, `${boris.email} has a new password.\n`);
  assert.equal(await signIn(boris.email, boris.password), 401);
  assert.equal(await signIn(boris.email, other), 303);
  assert.match((await visitor.get('/')).text, /href="\/signup"/, 'row 12: older sessions end');
});

test('a reset link works once, and not for a disabled account (row 4)', async () => {
  assert.match((await run('reset-link --login boris')).err, /Where do people reach Lantern\?/);
  const made = await run('reset-link --login boris --url https://chat.example.org/somewhere');
  assert.deepEqual([made.code, made.err], [0, `Only for ${boris.email}. It works once, for 10 minutes.\n`]);
  const [, token = ''] =
    /^https:\/\/chat\.example\.org\/password-reset\?token=([\w-]{43})\n$/.exec(made.out) ?? [];
  const set = async (password: string) =>
    (await site.program().post('/auth/reset-password', { token, password })).status;
  const other = 'Nine 9 boats & a pier';
  assert.deepEqual([await set(other), await set(other)], [204, 400]);
  assert.equal(await signIn(boris.email, other), 303);

  const words = ['reset-link', '--login', 'boris'];
  const configured = await runProgram(cli, words, { ...env, PUBLIC_URL: 'http://lantern.test' });
  assert.match(configured.out, /^http:\/\/lantern\.test\/password-reset/);
  await run('disable-user --login boris');
  assert.match((await run('reset-link --login boris --url http://lantern.test')).err, /is disabled/);
  await run('enable-user --login boris');
});

test('an unknown account is an error', async () => {
  for (const words of ['disable-user --login nobody', 'enable-user --email nobody@example.org']) {
    const { code, err } = await run(words);
    assert.equal(code, 1);
    assert.match(err, /There is no account with this/);
  }
});

test('accounts are listed in pages, newest first, and a search is literal', async () => {
  const first = await run('list-users --limit 2');
  assert.match(first.out, /^E-MAIL +LOGIN +NAME/);
  assert.equal(first.out.trim().split('\n').length, 3);
  const after = /--after (\S+)/.exec(first.err)?.[1] ?? '';
  const second = await run(`list-users --limit 2 --after ${after}`);
  assert.match(second.out, new RegExp(`${anna.email} .*superuser`));
  assert.equal(second.err, '');
  assert.equal((await run('list-users --search %')).err, 'Nobody.\n');
});

test('a secret that does not belong to the database is refused', async () => {
  const { code, err } = await runProgram(cli, ['list-users'], {
    DATABASE_URL: databaseUrl,
    LANTERN_SECRET: 'another secret, just as long as it has to be',
  });
  assert.equal(code, 1);
  assert.match(err, /LANTERN_SECRET is not the one/);
});

test('a rotated key does not sign at once', async () => {
  const { current } = site.signingKeys;
  const { code, out } = await run('rotate-keys');
  assert.equal(code, 0);
  await site.signingKeys.reload();
  assert.equal(site.signingKeys.current.kid, current.kid);
  assert.ok(site.signingKeys.jwks.keys.some(({ kid }) => kid && out.includes(kid)));
});
