import assert from 'node:assert/strict';
import { test } from 'node:test';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris, clara] = [
  await member(site.visitor(), 'anna'),
  await member(site.visitor(), 'boris'),
  await member(site.visitor(), 'clara'),
];
const idOf = async (login: string) =>
  String((await site.connection.query('select id from users where login = $1', [login])).rows[0]?.id);
const [borisId, claraId] = [await idOf('boris'), await idOf('clara')];

/** Sends a form of a page of the room’s moderation. */
const send = (
  who: typeof anna,
  room: string,
  form: { act: string; page?: string; fields: Record<string, string> },
) =>
  who.submit(
    `/chat/${room}/${form.page ?? 'moderation'}`,
    `/chat/${room}/moderation/${form.act}`,
    form.fields,
  );

test('without scripts the owner bans by login, reads the list and lifts the ban (row 77)', async () => {
  const room = await anna.createRoom('Quiet garden');
  const fields = { login: 'boris', reason: '<b>Spam</b> & more', seconds: '600' };
  const { status, location } = await send(anna, room, { act: 'ban', fields });
  assert.deepEqual([status, location], [303, `/chat/${room}/moderation?done=banned`]);
  assert.match((await anna.get(location ?? '')).text, /role="status">Banned\./);
  assert.equal((await boris.get(`/chat/${room}`)).status, 403);
  const list = await anna.get(`/chat/${room}/moderation/bans`);
  assert.match(list.text, /boris/);
  assert.match(list.text, /&lt;b&gt;Spam&lt;\/b&gt; &amp; more/);
  const lifted = await send(anna, room, {
    act: 'lift-ban',
    page: 'moderation/bans',
    fields: { user: borisId, from: 'bans' },
  });
  assert.equal(lifted.location, `/chat/${room}/moderation/bans?done=ban_lifted`);
  assert.equal((await boris.get(`/chat/${room}`)).status, 200);
  const log = await anna.get(`/chat/${room}/moderation/log`);
  assert.match(log.text, /Ban lifted:[\s\S]*Banned:/);
});

test('a card shows who somebody is, and its buttons what the reader may do (row 78)', async () => {
  const room = await anna.createRoom('Busy garden');
  const card = async (who: typeof anna, id: string) => (await who.get(`/chat/${room}/people/${id}`)).text;
  assert.match(await card(clara, borisId), /boris[\s\S]*Here since/);
  assert.doesNotMatch(await card(clara, borisId), /Ban<|Mute<|example\.org/);
  assert.match(await card(anna, borisId), /Remove now[\s\S]*Mute[\s\S]*Ban[\s\S]*Make moderator/);
  const page = `people/${borisId}`;
  const on = { user: borisId, from: 'card' };
  const named = await send(anna, room, { act: 'name-moderator', page, fields: on });
  assert.equal(named.location, `/chat/${room}/${page}?done=moderator_named`);
  assert.match(await card(clara, borisId), /class="badge">Moderator</);
  assert.match(await card(boris, borisId), /Stop being a moderator/);
  assert.match(await card(boris, claraId), /Remove now/);
  assert.doesNotMatch(await card(boris, claraId), /Make moderator/);

  const muted = await send(boris, room, {
    act: 'mute',
    page: `people/${claraId}`,
    fields: { user: claraId, from: 'card', seconds: '3600', reason: 'Shouting' },
  });
  assert.equal(muted.status, 303);
  assert.match(await card(clara, claraId), /Muted until[\s\S]*Shouting/);
  assert.doesNotMatch(await card(clara, borisId), /Muted until/);
});

test('a form that is refused is shown again with what was typed, in the reader’s language (row 80)', async () => {
  const room = await anna.createRoom('Strict garden');
  const long = await send(anna, room, {
    act: 'ban',
    fields: { login: 'boris', seconds: '', reason: 'x'.repeat(4000) },
  });
  assert.equal(long.status, 400);
  assert.match(long.text, /At most 300 characters/);
  assert.match(long.text, /value="boris"/);
  const endless = await send(anna, room, {
    act: 'mute',
    page: `people/${borisId}`,
    fields: { user: borisId, from: 'card', seconds: '' },
  });
  assert.equal(endless.status, 400);
  assert.match(endless.text, /Choose how long/);
  const nobody = await send(anna, room, { act: 'remove', fields: { login: 'nobody here' } });
  assert.equal(nobody.status, 404);
  assert.match(nobody.text, /Nobody has this username/);
  const oneself = await send(anna, room, { act: 'ban', fields: { login: 'anna', seconds: '600' } });
  assert.deepEqual([oneself.status, /your own account/.test(oneself.text)], [409, true]);
  for (const seconds of ['-1', '21601', 'x', '']) {
    const refused = await send(anna, room, { act: 'slow-mode', fields: { seconds } });
    assert.equal(refused.status, 400, seconds);
  }
  const slow = await send(anna, room, { act: 'slow-mode', fields: { seconds: '30' } });
  assert.equal(slow.location, `/chat/${room}/moderation?done=slow_mode_set`);
});

test('a form about nobody’s id is refused (row 80)', async () => {
  const room = await anna.createRoom('Odd garden');
  for (const user of ['nobody', '', `${borisId}'`, '../../admin'])
    for (const act of ['ban', 'mute', 'lift-ban']) {
      const refused = await send(anna, room, { act, fields: { user, from: 'card', seconds: '600' } });
      assert.equal(refused.status, 400, `${act} ${user}`);
    }
});

test('others are shown none of the room’s moderation, and their forms change nothing (row 78)', async () => {
  const room = await anna.createRoom('Closed garden');
  for (const page of ['moderation', 'moderation/bans', 'moderation/mutes', 'moderation/log'])
    assert.equal((await boris.get(`/chat/${room}/${page}`)).status, 403, page);
  for (const act of [
    'ban',
    'mute',
    'remove',
    'lift-ban',
    'lift-mute',
    'name-moderator',
    'withdraw-moderator',
    'slow-mode',
  ]) {
    const fields = { _csrf: await boris.token('/'), user: claraId, seconds: '600' };
    assert.equal((await boris.post(`/chat/${room}/moderation/${act}`, fields)).status, 403, act);
  }
  const { rows } = await site.connection.query('select count(*)::int as n from room_log where room_id = $1', [
    room,
  ]);
  assert.equal(rows[0]?.n, 0);
});
