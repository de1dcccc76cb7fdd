import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relyingParty } from './relying-party.ts';

test('passkeys are for the domain of PUBLIC_URL, whatever a request says', () => {
  const party = { origin: 'https://chat.example.org:8443', id: 'chat.example.org' };
  for (const asked of [
    'https://evil.test',
    'http://localhost:8080',
    'http://chat.example.org',
    'http://',
    '',
  ])
    assert.deepEqual(relyingParty('https://chat.example.org:8443', asked), party, asked);
});

test('without one a request is believed that it came to this machine, and nothing else', () => {
  const at = (asked: string) => relyingParty(undefined, asked);
  assert.deepEqual(at('http://localhost:8080'), { origin: 'http://localhost:8080', id: 'localhost' });
  assert.deepEqual(at('http://a.localhost'), { origin: 'http://a.localhost', id: 'a.localhost' });
  for (const asked of [
    'https://chat.example.org',
    'http://localhost.evil.test',
    'http://evil.test#.localhost',
    'http://xlocalhost',
    'http://127.0.0.1:8080',
    'http://undefined',
    'nonsense',
  ])
    assert.deepEqual(at(asked), { missing: 'public_url' }, asked);
});

test('an address without passkeys in browsers is refused, with the reason', () => {
  const at = (publicUrl: string) => relyingParty(publicUrl, 'http://10.0.0.1');
  for (const address of ['http://127.0.0.1:8080', 'https://192.0.2.7', 'https://[2001:db8::1]:8443'])
    assert.deepEqual(at(address), { missing: 'domain' }, address);
  assert.deepEqual(at('http://chat.example.org'), { missing: 'https' });
  assert.deepEqual(at('http://localhost:8080'), { origin: 'http://localhost:8080', id: 'localhost' });
  const local = relyingParty('http://127.0.0.1:8080', 'http://localhost:8080');
  assert.deepEqual(local, { origin: 'http://localhost:8080', id: 'localhost' });
});
