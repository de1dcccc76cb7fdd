import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';

const good = {
  DATABASE_URL: 'postgres://lantern:x@127.0.0.1/lantern',
  REDIS_URL: 'redis://127.0.0.1',
  LANTERN_SECRET: 'kD8wq0x7VbT3mZp5Hc2Rf9Jn4Ls6Gy1Q',
};

test('with what is needed, the rest has defaults', () => {
  const config = readConfig(good);
  assert.deepEqual([config.HOST, config.PORT, config.TRUSTED_PROXIES], ['127.0.0.1', 8081, []]);
});

test('a missing, short or placeholder secret is refused, and named (row 20)', () => {
  for (const secret of [undefined, '', 'short', 'x'.repeat(40), 'changeme'.repeat(5)]) {
    assert.throws(() => readConfig({ ...good, LANTERN_SECRET: secret }), /LANTERN_SECRET: /, String(secret));
  }
});

test('the parts a service cannot do without have no default (row 20)', () => {
  assert.throws(
    () => readConfig({}),
    /DATABASE_URL: is required\nREDIS_URL: is required\nLANTERN_SECRET: is required/,
  );
});

test('mail wants a sender, and an address for its links that no request can choose', () => {
  const mail = { SMTP_URL: 'smtps://lantern:x@mail.example.org', MAIL_FROM: 'Lantern <a@example.org>' };
  const whole = { ...good, ...mail, PUBLIC_URL: 'https://chat.example.org' };
  assert.equal(readConfig(whole).MAIL_FROM, mail.MAIL_FROM);
  assert.throws(
    () => readConfig({ ...whole, MAIL_FROM: '' }),
    /^EnvironmentError: MAIL_FROM: is required with SMTP_URL/,
  );
  assert.throws(
    () => readConfig({ ...whole, PUBLIC_URL: '' }),
    /^EnvironmentError: PUBLIC_URL: is required with SMTP_URL/,
  );
  assert.throws(
    () => readConfig({ ...whole, SMTP_URL: 'https://mail.example.org' }),
    /SMTP_URL: must be an smtp:/,
  );
  assert.throws(
    () => readConfig({ ...whole, MAIL_FROM: 'a@example.org\r\nBcc: b@example.org' }),
    /MAIL_FROM: must be/,
  );
});

test('what belongs together is looked at also when something else is missing: every mistake is named at once', () => {
  const mail = { SMTP_URL: 'smtps://mail.example.org' };
  assert.throws(
    () => readConfig({ DATABASE_URL: good.DATABASE_URL, ...mail }),
    /PUBLIC_URL: is required with.*\nREDIS_URL: is required\nLANTERN_SECRET: is required\nMAIL_FROM: is required with/,
  );
});
