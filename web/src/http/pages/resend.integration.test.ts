import assert from 'node:assert/strict';
import { test } from 'node:test';
import { people } from '../../../testing/people/people.ts';
import { member, type Page } from '../../../testing/people/visitor.ts';
import { testSite } from '../../../testing/website.ts';

const site = await testSite();
const fromHere = { origin: site.url, 'sec-fetch-site': 'same-origin' };

/** What the page's form would send if its button were pressed. */
function hiddenFields({ text }: Page): [string, string][] {
  const plain = (value: string) =>
    value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const form = text.slice(text.indexOf('class="form"'));
  return [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, plain(value)],
  );
}

test('a form of an outdated page keeps its input and can be sent again', async () => {
  const anna = await member(site.visitor(), 'anna');
  const name = 'Typed "long" <b>ago</b>';
  const refused = await anna.post('/chat', { _csrf: 'of an old page', name }, fromHere);
  assert.equal(refused.status, 403);
  assert.match(refused.text, /out of date.*<form class="form" method="post" action="\/chat">.*Send again/s);
  assert.doesNotMatch(refused.text, /<b>ago/);
  const sent = await anna.post('/chat', hiddenFields(refused), fromHere);
  assert.equal(sent.status, 303);
  assert.match((await anna.get('/')).text, /Typed &quot;long&quot;/);
});

test('an outdated form asks for passwords again and shows none', async () => {
  const boris = site.visitor();
  const { email, password } = people.boris;
  await boris.signUp('boris');
  await boris.submit('/', '/logout');
  const refused = await boris.post('/login', { _csrf: '', email, password, next: '/search' }, fromHere);
  assert.equal(refused.status, 403);
  assert.ok(!refused.text.includes(password));
  assert.match(refused.text, /id="password" name="password" type="password"/);
  const sent = await boris.post('/login', [...hiddenFields(refused), ['password', password]], fromHere);
  assert.equal(sent.location, '/search');
});

test('input from another or an unknown site is not offered for sending again (row 14)', async () => {
  const clara = await member(site.visitor(), 'clara');
  for (const headers of [
    {},
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null' },
  ]) {
    const page = await clara.post('/chat', { _csrf: '', name: 'Not hers' }, headers);
    assert.equal(page.status, 403);
    assert.doesNotMatch(page.text, /Not hers|Send again/);
  }
});
