import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { member } from '../../../testing/people/visitor.ts';
import { SECRET, testSite } from '../../../testing/website.ts';
import { deriveSecrets } from '../../crypto/secrets.ts';
import { signingKeyRepository } from '../repository.ts';
import { keyRotation } from './key-rotation.ts';
import { SIGNS_FROM, WITHDRAWN_FROM } from './key-schedule.ts';

const site = await testSite();
const anna = await member(site.visitor(), 'anna');
const room = await anna.createRoom('A room with many keys');
const keys = keyRotation(
  signingKeyRepository(site.connection.db),
  deriveSecrets(SECRET).signingKeyEncryption,
);

async function token(): Promise<string> {
  const headers = { accept: 'application/json', 'x-csrf-token': await anna.token('/') };
  const { text } = await anna.request(`/chat/${room}/token`, { method: 'POST', headers });
  return JSON.parse(text).token;
}

/** Time passes: every key is older by so many seconds, and the service looks again. */
async function pass(seconds: number): Promise<void> {
  await site.connection.query(
    `update signing_keys set created_at = created_at - make_interval(secs => ${seconds})`,
  );
  await site.signingKeys.reload();
}

const published = async () =>
  JSON.parse((await site.visitor().get('/.well-known/jwks.json')).text).keys.map(
    (key: { kid: string }) => key.kid,
  );

test('a new key is published, then signs; what the old one signed stays good until it is withdrawn (row 19)', async () => {
  const old = await token();
  const oldKid = decodeProtectedHeader(old).kid;
  const { kid } = await keys.rotate();
  await pass(0);
  assert.deepEqual(await published(), [kid, oldKid]);
  assert.equal(decodeProtectedHeader(await token()).kid, oldKid);

  await pass(SIGNS_FROM);
  const fresh = await token();
  assert.equal(decodeProtectedHeader(fresh).kid, kid);
  for (const each of [old, fresh]) await jwtVerify(each, site.signingKeys.find);

  await pass(WITHDRAWN_FROM - SIGNS_FROM);
  assert.deepEqual(await published(), [kid]);
  await jwtVerify(fresh, site.signingKeys.find);
  await assert.rejects(jwtVerify(old, site.signingKeys.find), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
});

test('keys that were withdrawn are deleted by the next rotation', async () => {
  const { forgotten } = await keys.rotate();
  assert.equal(forgotten, 1);
  const { rows } = await site.connection.query('select kid from signing_keys');
  assert.equal(rows.length, 2);
});
