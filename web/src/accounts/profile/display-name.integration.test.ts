import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJwt } from 'jose';
import { people } from '../../../testing/people/people.ts';
import { testSite } from '../../../testing/website.ts';

const site = await testSite();
const { password } = people.anna;

/** What others see of somebody in a room. */
async function seen(email: string, fields: object = {}): Promise<{ name: string; login?: string }> {
  const program = site.program();
  const made = await program.post('/auth/register', { email, password, ...fields });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await program.signInAs({ email, password });
  const { body: room } = await program.post('/rooms', { name: `Room of ${email}` });
  const { body } = await program.post(`/rooms/${room.id}/token`);
  const { name, login } = decodeJwt<{ name: string; login?: string }>(body.token);
  return { name, ...(login === undefined ? {} : { login }) };
}

test('a display name may have any script, digits and signs', async () => {
  const names = [
    'X',
    'O’Neill 3rd',
    "D'Artagnan",
    '李',
    'Мария-Луиза 2',
    'أنا',
    '👩‍🚀',
    'Nguyễn Thị',
    'x'.repeat(50),
  ];
  for (const [at, name] of names.entries())
    assert.equal((await seen(`name${at}@example.org`, { display_name: name })).name, name);
  assert.equal((await seen('clean@example.org', { display_name: ' A\u200b\u202e\u3000B ' })).name, 'A B');
});

test('without a display name, first and last name, the login or a guest number is shown, never the e-mail', async () => {
  const full = { first_name: 'Жан Поль', last_name: 'д’Арк', login: 'jean' };
  assert.deepEqual(await seen('full@example.org', full), { name: 'Жан Поль д’Арк', login: 'jean' });
  assert.deepEqual(await seen('second@example.org', { login: 'second7' }), {
    name: 'second7',
    login: 'second7',
  });
  const { name } = await seen('third.person@example.org');
  assert.match(name, /^(Guest|Гость) \d{4}$/);
});

test('a display name can be changed and removed on the page and by the API', async () => {
  const visitor = site.visitor();
  await visitor.submit('/signup', '/signup', { email: 'dora@example.org', password, display_name: 'Дора 7' });
  assert.match((await visitor.get('/')).text, /Дора 7/);
  const form = { email: 'dora@example.org', login: '', first_name: '', last_name: '', locale: 'en' };
  await visitor.submit('/settings', '/settings', { ...form, display_name: 'Dora II' });
  assert.match((await visitor.get('/settings')).text, /name="display_name"[^>]*value="Dora II"/);
  await visitor.submit('/settings', '/settings', { ...form, display_name: '' });
  const home = (await visitor.get('/')).text;
  assert.match(home, /Guest \d{4}/);
  assert.doesNotMatch(home, />dora</);

  const program = site.program();
  await program.signInAs({ email: 'dora@example.org', password });
  assert.equal((await program.call('PATCH', '/users/me', { display_name: '4' })).status, 204);
  assert.equal((await program.get('/users/me')).body.display_name, '4');
  for (const display_name of ['', '\u2800', '\u3164', 'x'.repeat(51), 'a\ue000'])
    assert.equal((await program.call('PATCH', '/users/me', { display_name })).status, 400, display_name);
  assert.equal((await program.call('PATCH', '/users/me', { display_name: null })).status, 204);
  assert.equal((await program.get('/users/me')).body.display_name, null);
});

test('first and last names may have letters of any script, spaces, hyphens and apostrophes', async () => {
  const program = site.program();
  for (const [at, first_name] of [
    'Й',
    "O'Neil",
    'Anne Marie',
    'क्ष',
    'ด.'.slice(0, 1),
    'e\u0301',
    'Ḿ',
  ].entries())
    assert.equal(
      (await program.post('/auth/register', { email: `first${at}@example.org`, password, first_name }))
        .status,
      201,
      first_name,
    );
  for (const first_name of ['R2', '-', "'", 'a_b', '<b>', 'x'.repeat(33), '👩'])
    assert.deepEqual(
      (await program.post('/auth/register', { email: 'wrong@example.org', password, first_name })).body
        .fields,
      { first_name: 'name_invalid' },
      first_name,
    );
});
