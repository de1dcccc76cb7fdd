import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { NOBODY } from '../../../testing/people/holders.ts';
import { member } from '../../../testing/people/visitor.ts';
import { testSite } from '../../../testing/website.ts';

const site = await testSite();
const anna = await member(site.visitor(), 'anna');
const room = await anna.createRoom('Комната с ключом');

const ask = async (visitor: typeof anna, id: string, token?: string) =>
  visitor.request(`/chat/${id}/token`, {
    method: 'POST',
    headers: { accept: 'application/json', 'x-csrf-token': token ?? (await visitor.token('/')) },
  });

test('a room token holds the e-mail and the room’s name, and the published keys prove it', async () => {
  const answer = await ask(anna, room);
  assert.equal(answer.status, 200);
  const { token, expires_in, url } = JSON.parse(answer.text);
  assert.equal(expires_in, 600);
  assert.equal(url, `${site.url.replace('http', 'ws')}/ws?room=${room}`);

  const jwks = JSON.parse((await site.visitor().get('/.well-known/jwks.json')).text);
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(jwks), {
    algorithms: ['EdDSA'],
    issuer: 'lantern',
    audience: 'lantern-chat',
    typ: 'room+jwt',
    requiredClaims: ['sub', 'jti', 'iat', 'exp'],
  });
  assert.ok(protectedHeader.kid);
  assert.equal(payload.email, 'anna@example.org');
  assert.equal(payload.room, 'Комната с ключом');
  assert.equal(payload.room_id, room);
  assert.equal(payload.name, 'anna');
  assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 600);
});

test('published keys can check tokens and not sign them (row 19)', async () => {
  for (const key of site.signingKeys.jwks.keys)
    assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x']);
});

test('no token for an absent or deleted room (row 34)', async () => {
  const deleted = await anna.createRoom('Gone soon');
  await anna.submit(`/chat/${deleted}/delete`, `/chat/${deleted}/delete`);
  for (const id of [deleted, NOBODY, 'x']) {
    const answer = await ask(anna, id);
    assert.equal(answer.status, 404, id);
    assert.equal(JSON.parse(answer.text).code, 'room_not_found');
  }
});

test('no token for a stranger, or an account that is disabled or gone (row 34)', async () => {
  const stranger = site.visitor();
  const answer = await ask(stranger, room, await stranger.token('/login'));
  assert.equal(answer.status, 401);
  assert.equal(JSON.parse(answer.text).code, 'not_signed_in');

  const boris = await member(site.visitor(), 'boris');
  const token = await boris.token('/');
  await site.connection.query(
    `update user_service set disabled_at = now() from users where users.id = user_id and login = 'boris'`,
  );
  assert.equal((await ask(boris, room, token)).status, 401);
  await site.connection.query(`delete from users where login = 'boris'`);
  assert.equal((await ask(boris, room, token)).status, 401);
});

test('a token is asked for with the page’s own CSRF token', async () => {
  const answer = await ask(anna, room, 'stale');
  assert.equal(answer.status, 403);
  assert.equal(JSON.parse(answer.text).code, 'csrf_invalid');
});
