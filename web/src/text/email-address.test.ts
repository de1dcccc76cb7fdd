import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountKey, readEmail, shownEmail } from './email-address.ts';

test('any legal local part is taken, and a domain in letters of any script', () => {
  for (const [typed, expected] of [
    ['anna@example.org', 'anna@example.org'],
    [' Anna.B+tag@Example.ORG ', 'Anna.B+tag@example.org'],
    ["!#$%&'*+/=?^_`{|}~-@example.org", "!#$%&'*+/=?^_`{|}~-@example.org"],
    ['a@xn--e1afmkfd.xn--p1ai', 'a@xn--e1afmkfd.xn--p1ai'],
    ['a@пример.рф', 'a@xn--e1afmkfd.xn--p1ai'],
    ['a@ПРИМЕР。РФ', 'a@xn--e1afmkfd.xn--p1ai'],
    ['Почта@пример.рф', 'почта@xn--e1afmkfd.xn--p1ai'],
    ['jose\u0301@example.org', 'jos\u00e9@example.org'],
    ['a@straße.de', 'a@xn--strae-oqa.de'],
    ['a@ｅxample.org', 'a@example.org'],
    [`${'a'.repeat(64)}@example.org`, `${'a'.repeat(64)}@example.org`],
  ])
    assert.equal(readEmail(typed ?? ''), expected, typed);
});

test('an invalid address is refused', () => {
  for (const typed of [
    ...[
      '',
      '@',
      'a',
      'a@',
      '@b.c',
      'a@b',
      'a@@b.cd',
      'a b@c.de',
      '.a@b.cd',
      'a.@b.cd',
      'a..b@c.de',
      '"a b"@c.de',
    ],
    ...[
      'a@[127.0.0.1]',
      'a@127.0.0.1',
      'a@1',
      'a@b.1',
      'a@-b.cd',
      'a@b-.cd',
      'a@b..cd',
      'a@b.cd.',
      'a@b_c.de',
      'a@b.c',
    ],
    ...[
      'a@ex%61mple.org',
      'a@b.cd/e',
      'a@b.cd:25',

      'a\r\nBcc: b@c.de',
      'a,b@c.de',
      '<a@b.cd>',
      'a\u200b@b.cd',
    ],
    ...[
      `${'a'.repeat(65)}@example.org`,
      `${'ж'.repeat(33)}@example.org`,
      `a@${'b'.repeat(64)}.org`,
      `a@${'b.'.repeat(126)}org`,
    ],
  ])
    assert.equal(readEmail(typed), undefined, typed);
});

test('an address is stored as typed, found in any case, and shown in its own letters', () => {
  const local = fc.string({ unit: fc.constantFrom(...'aZ9+_жЖéÉß中'), minLength: 1, maxLength: 12 });
  const domain = fc.constantFrom('Example.org', 'пример.рф', 'Bücher.example', '例え.jp');
  fc.assert(
    fc.property(local, domain, (mailbox, host) => {
      const address = readEmail(`${mailbox}@${host}`) ?? '';
      assert.equal(readEmail(address), address);
      assert.equal(accountKey(`${mailbox}@${host}`), accountKey(address));
      assert.equal(
        accountKey(address),
        address.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
      );
      assert.equal(accountKey(shownEmail(address)), accountKey(address));
      assert.ok(shownEmail(address).endsWith(`@${host.toLowerCase()}`));
    }),
  );
});

test('any input is a valid mail address or refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress()), (typed) => {
      const address = readEmail(typed);
      if (address !== undefined) assert.match(address, /^[^\s<>(),;:"\\@]+@[a-z0-9.-]+\.[a-z0-9-]+$/u);
      assert.ok(accountKey(typed).length <= 254);
    }),
  );
});
