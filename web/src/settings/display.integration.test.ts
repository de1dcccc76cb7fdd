import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const anna = await member(site.visitor(), 'anna');
const choose = (theme: string, clock = 'system', alerts = 'none') =>
  anna.submit('/settings/display', '/settings/display', { theme, clock, alerts });
const headOf = async (path: string) => (await anna.get(path)).text.split('</head>', 1)[0] ?? '';

test('a page follows the device until a theme is chosen', async () => {
  const head = await headOf('/');
  assert.match(head, /<html lang="\w+">/);
  assert.match(head, /name="color-scheme" content="light dark"/);
  assert.match(head, /href="\/assets\/dark-\w+\.css" media="\(prefers-color-scheme: dark\)"/);
});

test('each page, also one that tells of an error, has the chosen theme from its first byte', async () => {
  const saved = await choose('dark', '24', 'mentions');
  assert.equal(saved.location, '/settings/display?saved=display');
  assert.match((await anna.get(saved.location ?? '')).text, /role="status">Saved on this browser/);
  for (const path of ['/', '/settings', '/docs', '/nowhere']) {
    const head = await headOf(path);
    assert.match(head, /data-theme="dark" data-clock="24" data-alerts="mentions"/, path);
    assert.match(head, /name="color-scheme" content="dark"/, path);
    assert.match(head, /href="\/assets\/dark-\w+\.css">/, path);
  }
  await choose('light');
  assert.doesNotMatch(await headOf('/'), /dark-\w+\.css/);
  assert.match(await headOf('/'), /name="color-scheme" content="light"/);
});

test('what the form does not offer is refused, and a cookie that holds it counts as none', async () => {
  for (const theme of ['', 'pink', 'dark.24']) assert.equal((await choose(theme)).status, 400, theme);
  await choose('dark');
  const name = [...anna.cookies.keys()].find((each) => each.startsWith('display')) ?? '';
  anna.cookies.set(name, 'pink.25.<b>');
  assert.match(await headOf('/'), /<html lang="\w+">/);
});
