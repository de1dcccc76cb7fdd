import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from './config.ts';

const good = {
  DATABASE_URL: 'postgres://lantern:x@127.0.0.1/lantern',
  REDIS_URL: 'redis://127.0.0.1',
  LANTERN_SECRET: 'kD8wq0x7VbT3mZp5Hc2Rf9Jn4Ls6Gy1Q',
};

test('all other variables have defaults', () => {
  const config = readConfig(good);
  assert.deepEqual([config.HOST, config.PORT, config.TRUSTED_PROXIES], ['127.0.0.1', 8081, []]);
});

test('a missing, short or placeholder secret is refused, and named (row 20)', () => {
  for (const secret of [undefined, '', 'short', 'x'.repeat(40), 'changeme'.repeat(5)]) {
    assert.throws(() => readConfig({ ...good, LANTERN_SECRET: secret }), /LANTERN_SECRET: /, String(secret));
  }
});

test('the default locale is Russian unless another one is named, which has to be there', () => {
  assert.equal(readConfig(good).DEFAULT_LOCALE, 'ru');
  assert.equal(readConfig({ ...good, DEFAULT_LOCALE: 'en' }).DEFAULT_LOCALE, 'en');
  for (const tag of ['tlh', 'EN', '../en'])
    assert.throws(
      () => readConfig({ ...good, DEFAULT_LOCALE: tag }),
      /DEFAULT_LOCALE: must be a folder of web\/locales: ru, en$/,
      tag,
    );
});

test('required variables have no default (row 20)', () => {
  assert.throws(
    () => readConfig({}),
    /DATABASE_URL: is required\nREDIS_URL: is required\nLANTERN_SECRET: is required/,
  );
});

test('an incomplete provider is refused, and the error names what is missing or wrong', () => {
  const work = {
    OIDC_WORK_ISSUER: 'https://id.example.org',
    OIDC_WORK_CLIENT_ID: 'lantern',
    OIDC_WORK_CLIENT_SECRET: 'quite-secret',
    PUBLIC_URL: 'https://chat.example.org',
  };
  const { providers } = readConfig({ ...good, ...work, OIDC_SSO_LABEL: '', GITHUB_CLIENT_ID: '' });
  assert.deepEqual(
    providers.map(({ name, label, site }) => [name, label, site.issuer]),
    [['work', 'WORK', 'https://id.example.org']],
  );
  assert.deepEqual(
    readConfig({ ...good, ...work, OIDC_WORK_LABEL: 'Our club' }).providers[0]?.label,
    'Our club',
  );
  for (const missing of Object.keys(work))
    assert.throws(
      () => readConfig({ ...good, ...work, [missing]: '' }),
      new RegExp(`^EnvironmentError: ${missing}: is required with OIDC_WORK_`),
    );
  assert.throws(
    () => readConfig({ ...good, VK_CLIENT_ID: '1' }),
    /VK_CLIENT_SECRET: is required with VK_CLIENT_ID/,
  );
  const wrong: Record<string, string[]> = {
    OIDC_WORK_ISSUER: [
      'http://id.example.org',
      'https://a:b@id.example.org',
      'https://id.example.org/?a',
      'id',
    ],
    OIDC_WORK_CLIENT_ID: ['two words'],
    OIDC_WORK_LABEL: ['a\uE000b', '\u202E', 'x'.repeat(41)],
    OIDC_WORK_CLIENTID: ['lantern'],
    LANTERN_SECRET: ['quite-secret'],
  };
  for (const [name, values] of Object.entries(wrong))
    for (const value of values)
      assert.throws(
        () => readConfig({ ...good, ...work, [name]: value }),
        new RegExp(`^EnvironmentError: ${name}: `),
        value,
      );
  const twice = {
    GITHUB_CLIENT_ID: 'a',
    GITHUB_CLIENT_SECRET: 'b',
    OIDC_GITHUB_ISSUER: 'https://id.example.org',
  };
  assert.throws(
    () => readConfig({ ...good, ...work, ...twice }),
    /OIDC_GITHUB_ISSUER: the provider of GITHUB_CLIENT_ID/,
  );
});

test('a provider’s secret cannot sign tokens (row 20)', () => {
  const github = {
    GITHUB_CLIENT_ID: 'a',
    GITHUB_CLIENT_SECRET: good.LANTERN_SECRET,
    PUBLIC_URL: 'https://a.example',
  };
  assert.throws(
    () => readConfig({ ...good, ...github }),
    /^EnvironmentError: LANTERN_SECRET: is a password already/,
  );
});

test('mail needs a sender and PUBLIC_URL', () => {
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

test('memberships need all of their variables and PUBLIC_URL', () => {
  const stripe = {
    STRIPE_SECRET_KEY: 'sk_test_x',
    STRIPE_WEBHOOK_SECRET: 'whsec_x',
    STRIPE_PRICE_ID: 'price_x',
    PUBLIC_URL: 'https://chat.example.org',
  };
  assert.equal(readConfig({ ...good, ...stripe }).STRIPE_API_URL, 'https://api.stripe.com');
  for (const name of Object.keys(stripe)) {
    const without = { ...good, ...stripe, [name]: '' };
    assert.throws(
      () => readConfig(without),
      new RegExp(`^EnvironmentError: ${name}: is required with STRIPE_`),
    );
  }
});

test('all mistakes are reported at once', () => {
  const mail = { SMTP_URL: 'smtps://mail.example.org' };
  assert.throws(
    () => readConfig({ DATABASE_URL: good.DATABASE_URL, ...mail }),
    /PUBLIC_URL: is required with.*\nREDIS_URL: is required\nLANTERN_SECRET: is required\nMAIL_FROM: is required with/,
  );
});
