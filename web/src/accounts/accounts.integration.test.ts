import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../testing/people/people.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();

const newcomer = { email: 'dora@example.org', password: 'Four kettles & 1 cup' };

test('the home page invites a visitor to sign up or sign in', async () => {
  const home = await site.visitor().get('/');
  assert.equal(home.status, 200);
  assert.match(home.text, /href="\/signup"/);
  assert.match(home.text, /href="\/login"/);
});

test('signing up signs in, and the account can sign in again by e-mail or login, in any case', async () => {
  const anna = site.visitor();
  assert.equal((await anna.signUp('anna')).location, '/');
  assert.match((await anna.get('/')).text, /My rooms/);

  assert.equal((await anna.submit('/', '/logout')).status, 303);
  assert.match((await anna.get('/')).text, /href="\/signup"/);

  const { password } = people.anna;
  for (const email of ['anna@example.org', ' Anna@Example.ORG ', 'anna', 'ANNA']) {
    const signedIn = await site.visitor().submit('/login', '/login', { email, password });
    assert.equal(signedIn.status, 303, email);
  }
});

test('a wrong password and an unknown account get the same answer (row 5)', async () => {
  await member(site.visitor(), 'boris');
  const attempt = async (email: string) => {
    const page = await site.visitor().submit('/login', '/login', { email, password: 'Wrong by 1 letter' });
    return {
      status: page.status,
      text: page.text.replaceAll(email, '').replace(/value="[\w-]{30,}"|nonce="[^"]+"/g, ''),
    };
  };
  const wrong = await attempt(people.boris.email);
  assert.equal(wrong.status, 401);
  assert.match(wrong.text, /Wrong e-mail, username or password/);
  assert.deepEqual(await attempt('nobody@example.org'), wrong);
  assert.deepEqual(await attempt('no\0body@example.org'), wrong);
});

test('the page for wrong credentials names all that the field takes, in Russian too', async () => {
  const visitor = site.visitor({ 'accept-language': 'ru' });
  const page = await visitor.submit('/login', '/login', {
    email: 'nobody@example.org',
    password: 'Wrong by 1 letter',
  });
  assert.match(page.text, /Неверная почта, логин или пароль/);
});

test('the form reports a taken e-mail or login at its field and keeps the input except the password', async () => {
  await member(site.visitor(), 'clara');
  const taken = {
    ...newcomer,
    email: 'CLARA@example.org',
    login: 'someone',
    first_name: 'Кларá'.normalize('NFC'),
  };
  const email = await site.visitor().submit('/signup', '/signup', taken);
  assert.equal(email.status, 409);
  assert.match(email.text, /id="email-error">This e-mail is taken/);
  assert.match(email.text, /value="CLARA@example.org"/);
  assert.ok(!email.text.includes(newcomer.password.slice(0, 4)));

  const login = await site.visitor().submit('/signup', '/signup', { ...newcomer, login: 'Clara' });
  assert.equal(login.status, 409);
  assert.match(login.text, /id="login-error">This username is taken/);
});

test('an internationalised address can sign up, and sign in in either spelling (row 61)', async () => {
  const { password } = newcomer;
  for (const [typed, other] of [
    ["o'brien+tag{x}@example.org", "O'BRIEN+TAG{X}@EXAMPLE.ORG"],
    ['fjodor@пример.рф', 'fjodor@xn--e1afmkfd.xn--p1ai'],
    ['ann@xn--bcher-kva.example', 'ann@Bücher.example'],
    ['Почта@пример.рф', 'почта@ПРИМЕР.РФ'],
  ] as const) {
    assert.equal(
      (await site.visitor().submit('/signup', '/signup', { email: typed, password })).status,
      303,
      typed,
    );
    assert.equal(
      (await site.visitor().submit('/signup', '/signup', { email: other, password })).status,
      409,
      other,
    );
    assert.equal(
      (await site.visitor().submit('/login', '/login', { email: other, password })).status,
      303,
      other,
    );
  }
});

test('invalid fields are refused, each with its reason, and nothing is written (row 1)', async () => {
  const cases: [field: string, value: string, reason: RegExp][] = [
    ['email', '', /Fill in this field/],
    ['email', 'not an address', /does not look like an e-mail/],
    ['email', `${'a'.repeat(250)}@example.org`, /does not look like an e-mail/],
    ['password', 'Sh0rt !', /at least 8 characters/],
    ['password', `Aa1 ${'Ж'.repeat(61)}`, /at most 64 characters/],
    ['password', 'no capital letter 1', /lowercase and an uppercase/],
    ['password', 'No digit at all', /at least one digit/],
    ['password', 'NoSignAtAll1', /at least one symbol/],
    ['password', 'Password123!', /too common/],
    ['password', 'My Lantern 1!', /too common/],
    ['password', 'Dora@example.org 1', /must not contain/],
    ['password', 'Is dora7777 A1?', /must not contain/],
    ['login', 'a', /2–64 Latin/],
    ['login', 'дора', /2–64 Latin/],
    ['first_name', '’', /1–32 letters/],
    ['last_name', 'R2D2', /1–32 letters/],
    ['display_name', '\u2800\u200b', /Fill in this field/],
    ['display_name', 'a\ue000', /cannot be shown/],
    ['display_name', 'x'.repeat(51), /longer than 50 characters/],
  ];
  for (const [field, value, reason] of cases) {
    const page = await site
      .visitor()
      .submit('/signup', '/signup', { ...newcomer, login: 'dora7777', [field]: value });
    assert.equal(page.status, 400, `${field} ${value}`);
    assert.match(page.text, new RegExp(`id="${field}-error">[^<]*${reason.source}`), `${field} ${value}`);
  }
  const { rows } = await site.connection.query("select 1 from users where lower(email) like '%dora%'");
  assert.equal(rows.length, 0);
});

test('a password may have spaces, emoji and 64 Cyrillic letters, and each character counts (row 2)', async () => {
  const password = ` Ж1 🏮${'д'.repeat(58)} `;
  assert.equal([...password].length, 64);
  const email = 'long@example.org';
  assert.equal((await site.visitor().submit('/signup', '/signup', { email, password })).status, 303);
  const attempt = async (typed: string) =>
    (await site.visitor().submit('/login', '/login', { email, password: typed })).status;
  assert.equal(await attempt(password), 303);
  const last = password.slice(0, -2);
  for (const near of [`${last}Д `, `${last}ж `, password.toUpperCase(), password.trim(), `${password} `])
    assert.equal(await attempt(near), 401, near);
  assert.equal(await attempt(password), 303);
});

test('unknown form fields change nothing (row 27)', async () => {
  for (const extra of ['is_superuser', 'id', 'role', 'constructor']) {
    const page = await site.visitor().submit('/signup', '/signup', { ...newcomer, [extra]: 'true' });
    assert.equal(page.status, 400, extra);
  }
  const twice = site.visitor();
  const page = await twice.post('/signup', [
    ['_csrf', await twice.token('/signup')],
    ['email', newcomer.email],
    ['email', 'other@example.org'],
    ['password', newcomer.password],
  ]);
  assert.equal(page.status, 400);
});

test('the sign-in history contains all sign-ins, also failed ones', async () => {
  const email = 'historian@example.org';
  const agent = { 'user-agent': 'Agent "of" history\t<b>' };
  await site.visitor(agent).submit('/signup', '/signup', { email, password: newcomer.password });
  await site.visitor(agent).submit('/login', '/login', { email, password: 'Wrong by 1 letter' });
  await site.visitor(agent).submit('/login', '/login', { email, password: newcomer.password });
  const { rows } = await site.connection.query(
    `select method, outcome, user_agent, host(ip) as ip from sign_ins join users on users.id = user_id
     where email = $1 order by sign_ins.id`,
    [email],
  );
  const entry = { method: 'password', user_agent: agent['user-agent'], ip: '127.0.0.1' };
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    ['success', 'wrong_password', 'success'].map((outcome) => ({ ...entry, outcome })),
  );
});

test('a disabled account loses its session at once and cannot sign in', async () => {
  const email = 'disabled@example.org';
  const visitor = site.visitor();
  await visitor.submit('/signup', '/signup', { email, password: newcomer.password });
  await site.connection.query(
    'update user_service set disabled_at = now() from users where users.id = user_id and email = $1',
    [email],
  );
  assert.match((await visitor.get('/')).text, /href="\/signup"/);
  const again = await site.visitor().submit('/login', '/login', { email, password: newcomer.password });
  assert.equal(again.status, 403);
  assert.match(again.text, /administrator has disabled/);
  assert.equal(
    (await site.visitor().submit('/login', '/login', { email, password: 'Wrong by 1 letter' })).status,
    401,
  );
});

test('signing in leads to the requested page, but never to another site (row 29)', async () => {
  const guarded = await site.visitor().get('/search?q=kettles');
  assert.equal(guarded.status, 303);
  assert.equal(guarded.location, '/login?next=%2Fsearch%3Fq%3Dkettles');

  const { email, password } = people.anna;
  const visitor = site.visitor();
  const form = await visitor.get(guarded.location ?? '');
  assert.match(form.text, /name="next" value="\/search\?q=kettles"/);
  const there = await visitor.submit('/login', '/login', { email, password, next: '/search?q=kettles' });
  assert.equal(there.location, '/search?q=kettles');
  const elsewhere = await site
    .visitor()
    .submit('/login', '/login', { email, password, next: '//evil.example' });
  assert.equal(elsewhere.location, '/');
});
