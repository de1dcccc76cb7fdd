import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../../../testing/people/people.ts';
import { testSite } from '../../../../testing/website.ts';

const site = await testSite();

/** Every page with a form that strangers see. */
const FORMS = ['/', '/login', '/signup', '/search?q=harbour', '/docs/errors', '/absent'];

test('visitors who open and send forms leave no session (row 52)', async () => {
  const cookies = new Set<string>();
  for (let n = 0; n < 5; n++) {
    const visitor = site.visitor();
    for (const path of FORMS) await visitor.get(path);
    const wrong = { email: 'nobody@example.org', password: 'Wrong 1 password' };
    assert.equal((await visitor.submit('/login', '/login', wrong)).status, 401);
    assert.equal((await visitor.submit('/signup', '/signup', { email: 'no' })).status, 400);
    assert.equal((await visitor.submit('/login', '/locale', { locale: 'ru', next: '/login' })).status, 303);
    assert.match((await visitor.get('/login')).text, /<html lang="ru"/);
    for (const name of visitor.cookies.keys()) cookies.add(name);
  }
  assert.deepEqual([...cookies].toSorted(), ['form', 'locale']);
});

test('a form token works only with its own cookie (row 52)', async () => {
  const [one, other] = [site.visitor(), site.visitor()];
  const [own, foreign] = [await one.token(), await other.token()];
  const ask = async (_csrf: string) =>
    (await one.post('/login', { _csrf, email: 'nobody@example.org', password: 'Wrong 1 password' })).status;
  assert.equal(await ask(own), 401);
  assert.equal(await ask(foreign), 403);
  const cookie = one.cookies.get('form') ?? '';
  for (const bent of [
    '',
    'made-up',
    cookie.slice(1),
    `${cookie}A`,
    cookie.replace(/\..*/, '.'),
    `x${cookie}`,
  ]) {
    one.cookies.set('form', bent);
    assert.equal(await ask(own), 403, bent);
  }
});

test('after signing in the stranger’s token is refused, and after signing out the session’s (row 52)', async () => {
  const anna = site.visitor();
  const before = await anna.token();
  await anna.signUp('anna');
  assert.equal((await anna.post('/chat', { _csrf: before, name: 'Forged' })).status, 403);
  const during = await anna.token('/');
  await anna.submit('/', '/logout');
  const { email, password } = people.anna;
  assert.equal((await anna.post('/login', { _csrf: during, email, password })).status, 403);
  assert.equal((await anna.signIn('anna')).status, 303);
});

test('instances under other origins or with other secrets do not take each other’s cookies', async () => {
  const neighbour = await testSite({ publicUrl: 'http://127.0.0.1:1' });
  const [here, there] = [site.visitor(), neighbour.visitor()];
  const [one, other] = await Promise.all([here.get('/login'), there.get('/login')]);
  const nameIn = (page: typeof one) => page.headers.get('set-cookie')?.split('=')[0];
  assert.match(nameIn(one) ?? '', /^form-[0-9a-f]{8}$/);
  assert.notEqual(nameIn(one), nameIn(other));
});
