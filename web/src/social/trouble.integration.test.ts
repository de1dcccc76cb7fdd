import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ForgingProvider } from '../../testing/outside/providers/forging-provider.ts';
import { goToProvider, signUpAt } from '../../testing/outside/providers/journey.ts';
import { testSite } from '../../testing/website.ts';

const club = await new ForgingProvider().start();
const other = await new ForgingProvider().start();
after(() => Promise.all([club.stop(), other.stop()]));
const site = await testSite({
  publicUrl: 'http://lantern.test',
  providers: [club.settings('club'), other.settings('other')],
});
club.person = { sub: 'vera' };
await signUpAt(site.visitor(), '/oauth/club', { email: 'vera@example.org' });

const codeOf = (page: { text: string }) => JSON.parse(page.text).code;
const program = { accept: 'application/json' };

test('tabs that go to a provider at once all come back, and a browser keeps five ways there at most', async () => {
  const vera = site.visitor();
  const paths: string[] = [];
  for (let tab = 0; tab < 6; tab++)
    paths.push(await goToProvider(vera, `/oauth/club?next=/search?q=tab${tab}`));
  const oldest = await vera.get(paths[0] ?? '', program);
  assert.equal(codeOf(oldest), 'provider_attempt_invalid');
  assert.equal((await vera.get(paths[2] ?? '')).location, '/search?q=tab2');

  const boris = site.visitor();
  const [first = '', second = ''] = [
    await goToProvider(boris, '/oauth/club'),
    await goToProvider(boris, '/oauth/other'),
  ];
  const cancelled = second.replace(/code=[^&]*/, 'error=access_denied');
  assert.match((await boris.get(cancelled)).location ?? '', /^\/login/);
  assert.equal((await boris.get(first)).location, '/');
});

test('an ID token signed with a new key is checked with the provider’s keys of now, and these are asked for at most once in five seconds (row 59)', async () => {
  const signIn = async () => {
    const visitor = site.visitor();
    return visitor.get(await goToProvider(visitor, '/oauth/club'), program);
  };
  assert.equal((await signIn()).location, '/');
  site.clock.pass(6);
  await club.rotateKey();
  const before = club.exchanges;
  assert.equal((await signIn()).location, '/');
  assert.equal(club.exchanges, before + 1, 'the code was sent once');

  await club.rotateKey();
  assert.equal(codeOf(await signIn()), 'provider_answer_invalid');
  site.clock.pass(6);
  await club.rotateKey();
  assert.equal((await signIn()).location, '/');
});
