import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testSite } from '../../../testing/website.ts';
import { catalogue } from '../../errors.ts';

const site = await testSite();

test('a page explains every error and rule in the reader’s language', async () => {
  const page = await site.visitor().get('/docs/errors');
  assert.equal(page.status, 200);
  for (const [code, status] of Object.entries(catalogue))
    assert.match(page.text, new RegExp(`<div id="${code}">\\s*<dt>.*</a> ${status}\\b`), code);
  assert.match(page.text, /id="two_factor_required">\s*.*<\/a> 403, 401<\/dt>/);
  assert.match(page.text, /id="login_taken">\s*.*\s*<dd><b>Username taken<\/b>/);
  assert.match(page.text, /id="fields\.password_common"/);
  assert.match((await site.visitor({ 'accept-language': 'ru' }).get('/docs/errors')).text, /Логин занят/);
});

test('the type of an error is the address of its explanation', async () => {
  const { body } = await site.program().get('/users/me');
  assert.equal(body.type, '/docs/errors#token_missing');
  const { pathname, hash } = new URL(body.type, site.url);
  assert.ok((await site.visitor().get(pathname)).text.includes(`id="${hash.slice(1)}"`));
});
