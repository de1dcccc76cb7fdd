import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRoom, signedIn } from '../../testing/people/room.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [await signedIn(site, 'anna'), await signedIn(site, 'boris')];
const clara = await signedIn(site, 'clara');
const [annas, boriss] = [site.visitor(), site.visitor()];
await annas.signIn('anna');
await boriss.signIn('boris');

const sql = (text: string, ...values: unknown[]) => site.connection.query(text, values);
const codeOf = async (reply: Promise<{ body?: { code?: string } }>) => (await reply).body?.code;
/** A room of Anna's for members, who are given with their roles. */
async function room(members: Record<string, 'member' | 'moderator'>): Promise<string> {
  const id = await newRoom(anna);
  await sql(`update rooms set entry = 'members' where id = $1`, id);
  for (const [userId, role] of Object.entries(members))
    await sql('insert into room_members (room_id, user_id, role) values ($1, $2, $3)', id, userId, role);
  return id;
}
const out = (id: string, userId: string) => ({ type: 'member-removed', user_id: userId, room_id: id });

test('members of a room see who belongs to it, and others do not (row 71)', async () => {
  const id = await room({ [boris.id]: 'member' });
  const { body } = await boris.get(`/rooms/${id}/members`);
  assert.deepEqual(
    body.items.map((each: Record<string, string>) => [each.user_id, each.name, each.role]),
    [[boris.id, 'boris', 'member']],
  );
  assert.equal(await codeOf(clara.get(`/rooms/${id}/members`)), 'room_members_only');
  await sql(`update rooms set entry = 'everybody' where id = $1`, id);
  assert.equal(await codeOf(clara.get(`/rooms/${id}/members`)), 'permission_missing');
});

test('the list of members has pages, who joined last first', async () => {
  const id = await room({});
  await sql(
    `with made as (insert into users (id, email) select gen_random_uuid(), n || '@many.example' from generate_series(1, 120) n returning id)
     insert into room_members (room_id, user_id, role, joined_at) select $1, id, 'member', now() - interval '1 day' from made`,
    id,
  );
  const seen = new Set<string>();
  let after: string | null = '';
  while (after !== null) {
    const { body } = await anna.get(`/rooms/${id}/members${after && `?after=${after}`}`);
    for (const { user_id } of body.items) seen.add(user_id);
    after = body.next;
  }
  assert.equal(seen.size, 120);
  assert.equal((await anna.get(`/rooms/${id}/members?after=x`)).status, 400);
});

test('a member who leaves is out, and needs another invite', async () => {
  const id = await room({ [boris.id]: 'member' });
  assert.equal((await boris.call('DELETE', `/rooms/${id}/members/me`)).status, 204);
  assert.deepEqual(site.notices.at(-1), out(id, boris.id));
  assert.equal(await codeOf(boris.post(`/rooms/${id}/token`)), 'room_members_only');
  assert.equal(await codeOf(boris.call('DELETE', `/rooms/${id}/members/me`)), 'member_not_found');
  assert.equal(await codeOf(anna.call('DELETE', `/rooms/${id}/members/me`)), 'own_room');
});

test('owner and moderators take out whom they outrank, and the log of the room has it (row 71)', async () => {
  const id = await room({ [boris.id]: 'moderator', [clara.id]: 'member' });
  const remove = (program: typeof anna, userId: string) =>
    codeOf(program.call('DELETE', `/rooms/${id}/members/${userId}`));
  assert.equal(await remove(clara, boris.id), 'permission_missing');
  assert.equal(await remove(boris, anna.id), 'member_outranks_you');
  assert.equal(await remove(boris, boris.id), 'own_account');
  assert.equal(await remove(boris, clara.id), undefined);
  assert.deepEqual(site.notices.at(-1), out(id, clara.id));
  assert.equal(await remove(boris, clara.id), 'member_not_found');
  assert.equal(await codeOf(clara.post(`/rooms/${id}/token`)), 'room_members_only');
  await sql(`insert into room_members (room_id, user_id, role) values ($1, $2, 'moderator')`, id, clara.id);
  assert.equal(await remove(boris, clara.id), 'member_outranks_you');
  assert.equal(await remove(anna, clara.id), undefined);
  const { items } = (await anna.get(`/rooms/${id}/log`)).body;
  assert.deepEqual(
    items.map((each: { act: string; user: { id: string } }) => [each.act, each.user.id]),
    [
      ['member_removed', clara.id],
      ['member_removed', clara.id],
    ],
  );
});

test('on pages one leaves and takes out too', async () => {
  const id = await room({ [boris.id]: 'member', [clara.id]: 'member' });
  const here = `/chat/${id}/members`;
  assert.match((await annas.get(here)).text, /Remove clara from the members/);
  assert.doesNotMatch((await boriss.get(here)).text, /Remove clara/);
  const removed = await annas.submit(here, `${here}/${clara.id}/remove`);
  assert.match((await annas.get(removed.location ?? '')).text, /Removed from the members/);
  assert.equal((await boriss.submit(`/chat/${id}/settings`, `/chat/${id}/leave`)).status, 303);
  assert.equal((await boriss.get(here)).status, 403);
});

test('a moderator takes no administrator out of a room (row 71)', async () => {
  const id = await room({ [boris.id]: 'moderator', [clara.id]: 'member' });
  await sql('update user_service set is_superuser = true where user_id = $1', clara.id);
  const removal = boris.call('DELETE', `/rooms/${id}/members/${clara.id}`);
  assert.equal(await codeOf(removal), 'member_outranks_you');
  await sql('update user_service set is_superuser = false where user_id = $1', clara.id);
});

test('a page of members goes on behind a member alone', async () => {
  const id = await room({ [boris.id]: 'member' });
  for (const after of [`999999999999999.${boris.id}`, `1.${boris.id.slice(0, 9)}${'-'.repeat(27)}`, '1.x']) {
    assert.equal(await codeOf(anna.get(`/rooms/${id}/members?after=${after}`)), 'invalid_fields', after);
    assert.equal((await annas.get(`/chat/${id}/members?after=${after}`)).status, 200, after);
  }
});
