import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import test from 'node:test';
import { listen } from '@lantern/service/lifecycle';
import { createIssuer } from '../testing/issuer.ts';
import { anna } from '../testing/people.ts';
import { publicKeySet, publishedKeys } from './keys.ts';
import { verifyRoomToken } from './room-token.ts';

test('keys are fetched from where web publishes them, as soon as web is there', async () => {
  const issuer = await createIssuer();
  let up = false;
  const web = createServer((_, response) => {
    response
      .writeHead(up ? 200 : 503, { 'Content-Type': 'application/json' })
      .end(JSON.stringify(issuer.jwks));
  });
  const port = await listen(web, { port: 0, host: '127.0.0.1' });
  const keys = publishedKeys(new URL(`http://127.0.0.1:${port}/.well-known/jwks.json`));
  assert.equal(await keys.ready(), false);
  await assert.rejects(verifyRoomToken(await issuer.token(anna), keys.get), { name: 'TokenUncheckable' });
  up = true;
  assert.equal(await keys.ready(), true);
  assert.equal((await verifyRoomToken(await issuer.token(anna), keys.get)).sub, anna.id);
  web.close();
});

test('a key set with a private key, with another kind of key or with none is refused without showing it (row 19)', async () => {
  const issuer = await createIssuer();
  const [jwk] = issuer.jwks.keys;
  const secret = await issuer.privateJwk();
  const parse = (value: unknown) =>
    publicKeySet.safeParse(typeof value === 'string' ? value : JSON.stringify(value));
  assert.ok(parse({ keys: [jwk] }).success);
  const shared = { kty: 'oct', k: 'c2VjcmV0LXNoYXJlZC1rZXk' };
  for (const set of [
    { keys: [secret] },
    { keys: [jwk, secret] },
    { keys: [shared] },
    { keys: [] },
    [],
    'not JSON',
    'null',
  ]) {
    const result = parse(set);
    assert.ok(!result.success);
    const told = JSON.stringify(result.error.issues);
    assert.ok(!told.includes(secret.d ?? 'absent') && !told.includes(shared.k));
  }
});
