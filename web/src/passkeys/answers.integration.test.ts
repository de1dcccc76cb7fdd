import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addPasskey, optionsForNew, optionsToSign } from '../../testing/people/passkeys.ts';
import { people } from '../../testing/people/people.ts';
import { SecurityKey } from '../../testing/people/security-key.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const ORIGIN = 'https://lantern.test';
const site = await testSite({ publicUrl: ORIGIN });
const anna = await member(site.visitor(), 'anna');
const key = new SecurityKey(ORIGIN);
await addPasskey(anna, people.anna.password, key);
const RUNS = { numRuns: 60 };

/** The texts of an answer, each with its path. */
type Answer = Record<string, unknown> & { response: Record<string, unknown> };
const bytes = fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some).toString('base64url'));
const anything = fc.oneof(bytes, fc.jsonValue(), fc.string({ maxLength: 50 }));
const field = fc.constantFrom('id', 'rawId', 'type', 'response', 'clientDataJSON', 'attestationObject');
const part = fc.constantFrom('authenticatorData', 'signature', 'userHandle', 'transports', '__proto__');

function bend(answer: Answer, name: string, value: unknown): Answer {
  return name in answer
    ? { ...answer, [name]: value as never }
    : { ...answer, response: { ...answer.response, [name]: value } };
}

test('anything other than a valid answer is refused without an error of the server', async () => {
  const stranger = site.visitor();
  const [into, out] = [await stranger.token('/login'), await anna.token('/settings/passkeys')];
  const longer = 'x'.repeat(50_000);
  const text = fc.oneof(
    anything.map((value) => JSON.stringify(value) ?? ''),
    fc.string(),
    fc.constant(longer),
  );
  await fc.assert(
    fc.asyncProperty(text, async (credential) => {
      const signedIn = await stranger.post('/login/passkey', { _csrf: into, credential });
      const added = await anna.post('/settings/passkeys', { _csrf: out, credential });
      assert.deepEqual([signedIn.status, added.status], [400, 400], credential.slice(0, 300));
    }),
    RUNS,
  );
});

test('an altered answer does not sign in and adds nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(field, part), anything, async (name, value) => {
      const stranger = site.visitor();
      const asked = key.get(await optionsToSign(stranger)) as Answer;
      const made = new SecurityKey(ORIGIN).create(await optionsForNew(anna, people.anna.password)) as Answer;
      const signedIn = await stranger.post('/login/passkey', {
        _csrf: await stranger.token('/login'),
        credential: JSON.stringify(bend(asked, name, value)),
      });
      // What a sign-in does not have is passed over.
      const passedOver = ['attestationObject', 'transports', '__proto__'].includes(name);
      if (!passedOver) assert.ok([400, 401].includes(signedIn.status), `${name}: ${signedIn.status}`);
      assert.ok(signedIn.status < 500, `${name}: ${signedIn.status}`);
      const added = await anna.post('/settings/passkeys', {
        _csrf: await anna.token('/settings/passkeys'),
        credential: JSON.stringify(bend(made, name, value)),
      });
      assert.ok(added.status < 500, `${name}: ${added.status}`);
    }),
    RUNS,
  );
});

test('bytes changed within an attestation are refused or make a passkey, and never break the site', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const made = new SecurityKey(ORIGIN).create(await optionsForNew(anna, people.anna.password));
      const attestation = Buffer.from(made.response.attestationObject, 'base64url');
      const where = at % attestation.length;
      attestation[where] = (attestation[where] ?? 0) ^ change;
      made.response.attestationObject = attestation.toString('base64url');
      const credential = JSON.stringify(made);
      const _csrf = await anna.token('/settings/passkeys');
      const { status } = await anna.post('/settings/passkeys', { _csrf, credential });
      assert.ok([303, 400, 409].includes(status), String(status));
    }),
    RUNS,
  );
});
