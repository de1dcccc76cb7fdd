import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChat } from '../../../testing/chat.ts';
import { member, type Visitor } from '../../../testing/people/visitor.ts';
import { testSite } from '../../../testing/website.ts';

const isSignedIn = async (visitor: Visitor) => /action="\/logout"/.test((await visitor.get('/')).text);

test('an idle session ends, a used one continues (row 11)', async () => {
  const IDLE_MS = 2000;
  const site = await testSite({ idleSeconds: IDLE_MS / 1000 });
  const silent = await member(site.visitor(), 'anna');
  const active = await member(site.visitor(), 'boris');
  // The embedded store counts in whole seconds, rounded up twice.
  const over = Date.now() + IDLE_MS + 2000;
  let asked = Date.now();
  while (Date.now() < over) {
    const before = asked;
    asked = Date.now();
    if (!(await isSignedIn(active))) {
      assert.ok(Date.now() - before >= IDLE_MS, 'it ends only while the machine stands still');
      await active.signIn('boris');
    }
    await sleep(50);
  }
  assert.equal(await isSignedIn(silent), false);
  const page = await silent.get('/search?q=harbour');
  assert.equal(page.location, '/login?next=%2Fsearch%3Fq%3Dharbour');
});

test('a session ends at the absolute limit, also when used (row 11)', async () => {
  const site = await testSite({ sessionSeconds: 600 });
  const anna = await member(site.visitor(), 'anna');
  for (let minute = 1; minute < 10; minute++) {
    site.clock.pass(60);
    assert.ok(await isSignedIn(anna));
  }
  site.clock.pass(60);
  assert.ok(!(await isSignedIn(anna)));
  await anna.signIn('anna');
  assert.ok(await isSignedIn(anna));
});

test('an idle session’s chat socket is closed with it (row 11)', async () => {
  const IDLE = 6;
  const site = await testSite({ idleSeconds: IDLE });
  const chat = await startChat(site);
  const anna = await member(site.visitor(), 'anna');
  const room = await anna.createRoom('The kitchen');
  const page = await anna.post(`/chat/${room}/token`, { _csrf: await anna.token('/') });
  const { token, expires_in } = JSON.parse(page.text);
  assert.ok(expires_in <= IDLE, `the room token is good for ${expires_in} seconds`);
  const socket = await chat.enter(token);
  assert.ok(typeof socket === 'object', `refused with ${socket}`);
  await socket.answers();
  await socket.expired;
  assert.equal(await chat.enter(token), 401);
});
