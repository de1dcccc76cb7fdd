import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPasswords, type Passwords } from './passwords.ts';

let passwords: Passwords;
before(async () => {
  passwords = await createPasswords({ pepper: Buffer.alloc(32, 7), cost: 4 });
});
after(() => passwords.close());

test('a password matches its own hash and no other', async () => {
  const hash = await passwords.hash('Ромашка 7 на окне');
  assert.ok(await passwords.matches('Ромашка 7 на окне', hash));
  assert.ok(!(await passwords.matches('ромашка 7 на окне', hash)));
});

test('all of 64 Cyrillic letters count: a changed last letter is another password (row 2)', async () => {
  const long = 'Ж'.repeat(63);
  const hash = await passwords.hash(`${long}а`);
  assert.ok(await passwords.matches(`${long}а`, hash));
  assert.ok(!(await passwords.matches(`${long}б`, hash)));
});

test('the same password hashed twice gives two salted bcrypt hashes (row 4)', async () => {
  const [one, other] = await Promise.all([passwords.hash('the same'), passwords.hash('the same')]);
  assert.match(one, /^\$2[aby]\$04\$.{53}$/);
  assert.notEqual(one, other);
});

test('no password matches a missing account', async () => {
  assert.equal(await passwords.matches('nobody has this password', undefined), false);
});

test('a hash does not match under another pepper', async () => {
  const others = await createPasswords({ pepper: Buffer.alloc(32, 8), cost: 4 });
  const hash = await passwords.hash('Tram №5 to the sea');
  assert.ok(!(await others.matches('Tram №5 to the sea', hash)));
  await others.close();
});

test('of a thousand hashes at once, those beyond the queue are refused', async () => {
  const slow = await createPasswords({ pepper: Buffer.alloc(32, 7), cost: 12 });
  const refusals = Array.from({ length: 1000 }, () =>
    slow.hash('crowd').then(
      () => 'hashed',
      ({ code }) => code,
    ),
  );
  assert.equal(await Promise.any(refusals), 'busy');
  // Those whose turn comes within five seconds are at work; nobody waits for them here.
  await slow.close();
});
