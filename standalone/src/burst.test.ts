import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWithDatabase, start, stop } from '../testing/instance.ts';

const instance = await start(await folderWithDatabase(), { LOG_LEVEL: 'warn' });
const { url, child, output } = instance;

/** A page that signs in, as a browser has it. */
async function page() {
  const response = await fetch(`${url}/login`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const _csrf = /name="_csrf" value="([^"]+)"/.exec(await response.text())?.[1] ?? '';
  return (email: string, signal?: AbortSignal) =>
    fetch(`${url}/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ _csrf, email, password: 'Wrong by 1 letter' }),
      ...(signal && { signal }),
    });
}

test('a hundred simultaneous wrong sign-ins are all answered, and npm start continues (row 42)', async () => {
  const signIn = await page();
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => signIn(`keeper${n}@example.org`)));
  const statuses = answers.map(({ status }) => status);
  assert.ok(
    statuses.every((status) => [401, 429, 503].includes(status)),
    statuses.join(),
  );
  for (const { status, headers } of answers)
    if (status !== 401) assert.ok(Number(headers.get('retry-after')) > 0, String(status));
  // Eight of one address are under way at most, while the others are told to come back.
  assert.ok(statuses.includes(401), statuses.join());
  assert.ok(statuses.includes(429), statuses.join());
  assert.equal((await fetch(`${url}/login`)).status, 200);
  assert.equal(child.exitCode, null);
  assert.doesNotMatch(output(), /nobody caught this/);
});

test('aborted requests do not delay password checks (row 42)', async () => {
  const signIn = await page();
  for (let round = 0; round < 5; round++) {
    const leave = new AbortController();
    const left = Array.from({ length: 20 }, (_, n) => signIn(`gone${n}@example.org`, leave.signal));
    leave.abort();
    await Promise.allSettled(left);
  }
  assert.equal((await fetch(`${url}/login`)).status, 200);
  assert.doesNotMatch(output(), /nobody caught this/);
  await stop(instance);
});
