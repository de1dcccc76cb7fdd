import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ForgingProvider } from '../../testing/outside/providers/forging-provider.ts';
import { signInAt } from '../../testing/outside/providers/journey.ts';
import { testSite } from '../../testing/website.ts';

const club = await new ForgingProvider().start();
after(club.stop);
const site = await testSite({ publicUrl: 'http://lantern.test', providers: [club.settings('club')] });

const text = (page: { text: string }) => page.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('a new person from a provider gets an account without a password, and can sign in again', async () => {
  club.person = { sub: 'vera', email: 'vera@example.org', given_name: 'Vera', preferred_username: 'vera' };
  const vera = site.visitor();
  assert.match(
    (await vera.get('/login?next=/search')).text,
    /href="\/oauth\/club\?next=%2Fsearch"[^>]*>Sign in with Club club</,
  );
  const arrived = await signInAt(vera, '/oauth/club?next=/search');
  assert.equal(arrived.location, '/signup/provider');
  const form = await vera.get('/signup/provider');
  assert.match(text(form), /signed in at Club club as vera/);
  for (const value of ['vera@example.org', 'vera', 'Vera'])
    assert.ok(form.text.includes(`value="${value}"`), value);
  const made = await vera.submit('/signup/provider', '/signup/provider', {
    email: 'vera@example.org',
    login: 'vera',
  });
  assert.deepEqual([made.status, made.location], [303, '/search']);
  assert.match((await vera.get('/')).text, /My rooms/);

  const again = site.visitor();
  assert.equal((await signInAt(again, '/oauth/club?next=/search')).location, '/search');
  assert.match(text(await again.get('/settings/sessions')), /Signed in through another site/);
});
