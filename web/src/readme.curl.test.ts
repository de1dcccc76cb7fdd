import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { testSite } from '../testing/website.ts';

const site = await testSite();
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

test('the session with the API that the README shows works as it stands there', async () => {
  const lines = /^## API\n[\s\S]*?\n\n((?: {4}[^\n]*\n)+)/m.exec(readme)?.[1] ?? '';
  assert.match(lines, /^ {4}site=http:\/\/localhost:8080\n/);
  const script = lines.replace('http://localhost:8080', site.url);
  const { stdout } = await promisify(execFile)('/bin/sh', ['-eu', '-c', script]);
  const replies = JSON.parse(`[${stdout.replaceAll('}{', '},{')}]`);
  assert.equal(replies.length, 5);
  const [registered, me, room, found, pair] = replies;
  assert.equal(me.email, 'vera@example.org');
  assert.deepEqual(me, registered);
  assert.equal(room.name, 'Harbour office');
  assert.deepEqual(found, { items: [room], next: null });
  assert.equal(pair.token_type, 'Bearer');
  const program = site.program();
  program.token = pair.token;
  assert.equal((await program.get('/users/me')).body.code, 'token_revoked');
});
