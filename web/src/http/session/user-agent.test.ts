import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { deviceName } from './user-agent.ts';

test('browsers are called by their name and system', () => {
  for (const [text, name] of [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0',
      'Microsoft Edge, Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari, iOS',
    ],
  ] as const)
    assert.equal(deviceName(text), name);
});

test('programs are called what they call themselves', () => {
  for (const text of ['curl/8.14.1', 'python-requests/2.32', 'Agent "of" history <b>'])
    assert.equal(deviceName(text), text);
  assert.equal(deviceName(' '), '');
});

test('any text has a name', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof deviceName(text) === 'string'));
});

test('no more of a user agent is looked at than browsers write', () => {
  assert.equal(deviceName('a'.repeat(15_000)), 'a'.repeat(512));
});
