import assert from 'node:assert/strict';
import test from 'node:test';
import { readConfig } from './config.ts';
import { createIssuer } from './testing/issuer.ts';

const JWKS_URL = 'http://web:8081/.well-known/jwks.json';

test('only the place of the public keys is required', () => {
  assert.deepEqual(readConfig({ JWKS_URL }), {
    port: 8082,
    host: '127.0.0.1',
    logLevel: 'info',
    redisUrl: undefined,
    keys: { url: new URL(JWKS_URL) },
    commandsUrl: undefined,
    webUrl: new URL(JWKS_URL),
    messagesPerMinute: 100,
    socketsPerPerson: 10,
    allowedOrigins: [],
    metrics: { METRICS_PORT: undefined, METRICS_HOST: '127.0.0.1' },
  });
});

test('the keys or their address must be configured', async () => {
  const ROOM_TOKEN_JWKS = JSON.stringify((await createIssuer()).jwks);
  assert.ok('set' in readConfig({ ROOM_TOKEN_JWKS }).keys);
  assert.throws(() => readConfig({}), /JWKS_URL: set either JWKS_URL or ROOM_TOKEN_JWKS/);
  assert.throws(() => readConfig({ JWKS_URL, ROOM_TOKEN_JWKS }), /JWKS_URL: set either/);
});

test('every mistake is reported', () => {
  const wrong = {
    JWKS_URL: 'web',
    REDIS_URL: 'http://redis',
    CHAT_MESSAGES_PER_MINUTE: '0',
    CHAT_SOCKETS_PER_PERSON: 'many',
    ALLOWED_ORIGINS: 'https://chat.example/path',
  };
  assert.throws(
    () => readConfig(wrong),
    ({ message }: Error) => Object.keys(wrong).every((name) => message.includes(name)),
  );
});

test('origins are a list', () => {
  const { allowedOrigins } = readConfig({
    JWKS_URL,
    ALLOWED_ORIGINS: 'https://chat.example, http://localhost:8080',
  });
  assert.deepEqual(allowedOrigins, ['https://chat.example', 'http://localhost:8080']);
});
