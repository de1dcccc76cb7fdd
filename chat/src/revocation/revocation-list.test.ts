import assert from 'node:assert/strict';
import test from 'node:test';
import { ROOM_TOKEN, type RoomTokenClaims } from '../protocol.ts';
import { anna, boris, garden, kitchen } from '../testing/people.ts';
import { RevocationList } from './revocation-list.ts';

const SECOND = 1000;
const START = 1_800_000_000 * SECOND;

function claims(person: { id: string; name: string }, room = kitchen, issued = START): RoomTokenClaims {
  const exp = issued / SECOND + ROOM_TOKEN.seconds;
  return {
    sub: person.id,
    name: person.name,
    email: 'x',
    room: room.name,
    room_id: room.id,
    exp,
    iat: issued / SECOND,
  };
}

test('a revocation affects only older tokens of its account or room', () => {
  const list = new RevocationList();
  list.add({ type: 'member-removed', user_id: anna.id, room_id: kitchen.id }, START + 500);
  assert.ok(list.includes(claims(anna)));
  assert.ok(!list.includes(claims(anna, garden)));
  assert.ok(!list.includes(claims(boris)));
  assert.ok(!list.includes(claims(anna, kitchen, START + SECOND)));
  list.add({ type: 'room-deleted', room_id: garden.id }, START);
  assert.ok(list.includes(claims(boris, garden, START + SECOND)));
});

test('a revocation of a room refuses all older tokens for it', () => {
  const list = new RevocationList();
  list.add({ type: 'room-revocation', room_ids: [garden.id, kitchen.id] }, START + 500);
  for (const person of [anna, boris]) {
    assert.ok(list.includes(claims(person)));
    assert.ok(!list.includes(claims(person, kitchen, START + SECOND)));
    assert.ok(!list.includes(claims(person, { id: 'attic', name: 'Attic' })));
  }
});

test('a revocation is removed when all older tokens have expired', () => {
  const list = new RevocationList();
  list.add({ type: 'room-deleted', room_id: kitchen.id }, START);
  list.removeExpired(START + (ROOM_TOKEN.seconds - 1) * SECOND);
  assert.ok(list.includes(claims(anna)));
  list.removeExpired(START + (ROOM_TOKEN.seconds + 60) * SECOND);
  assert.ok(!list.includes(claims(anna)));
});

test('tokens and revocations are compared by the clock that dates both, however wrong chat’s own is (row 44)', () => {
  const hour = 3600 * SECOND;
  for (const ours of [START - hour, START, START + hour]) {
    const list = new RevocationList();
    list.add({ type: 'user-revocation', user_ids: [anna.id], at: START }, ours);
    assert.ok(list.includes({ ...claims(anna), as_of: START }));
    assert.ok(!list.includes({ ...claims(anna), as_of: START + 1 }));
    // By our clock such a token is good until then.
    list.removeExpired(START + (ROOM_TOKEN.seconds - 1) * SECOND);
    assert.ok(list.includes({ ...claims(anna), as_of: START }));
  }
});

test('a full list reports until when revocations may be missing (row 44)', () => {
  const list = new RevocationList(2);
  for (const [at, id] of [anna.id, boris.id, 'c'].entries())
    list.add({ type: 'user-revocation', user_ids: [id], at: START + at }, START);
  assert.equal(list.evictedUntil, START);
  assert.ok(list.includes({ ...claims(boris), as_of: START }));
});
