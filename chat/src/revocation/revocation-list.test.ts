import assert from 'node:assert/strict';
import test from 'node:test';
import { ROOM_TOKEN, type RoomTokenClaims } from '../protocol.ts';
import { anna, boris, garden, kitchen } from '../testing/people.ts';
import { Ended } from './revocation-list.ts';

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

test('what ended is remembered for the person or the room it was about, against older tokens only', () => {
  const ended = new Ended();
  ended.add({ type: 'person-removed', person_id: anna.id, room_id: kitchen.id }, START + 500);
  assert.ok(ended.includes(claims(anna)));
  assert.ok(!ended.includes(claims(anna, garden)));
  assert.ok(!ended.includes(claims(boris)));
  assert.ok(!ended.includes(claims(anna, kitchen, START + SECOND)));
  ended.add({ type: 'room-closed', room_id: garden.id }, START);
  assert.ok(ended.includes(claims(boris, garden, START + SECOND)));
});

test('when the tokens of a room are revoked, those from before are refused there, whoever has them', () => {
  const ended = new Ended();
  ended.add({ type: 'room-tokens-revoked', room_ids: [garden.id, kitchen.id] }, START + 500);
  for (const person of [anna, boris]) {
    assert.ok(ended.includes(claims(person)));
    assert.ok(!ended.includes(claims(person, kitchen, START + SECOND)));
    assert.ok(!ended.includes(claims(person, { id: 'attic', name: 'Attic' })));
  }
});

test('it is forgotten when no token from before can be good any more', () => {
  const ended = new Ended();
  ended.add({ type: 'room-closed', room_id: kitchen.id }, START);
  ended.tick(START + (ROOM_TOKEN.seconds - 1) * SECOND);
  assert.ok(ended.includes(claims(anna)));
  ended.tick(START + (ROOM_TOKEN.seconds + 60) * SECOND);
  assert.ok(!ended.includes(claims(anna)));
});

test('a token is held beside news by the clock of both, however wrong ours is (row 44)', () => {
  const hour = 3600 * SECOND;
  for (const ours of [START - hour, START, START + hour]) {
    const ended = new Ended();
    ended.add({ type: 'tokens-revoked', person_ids: [anna.id], at: START }, ours);
    assert.ok(ended.includes({ ...claims(anna), as_of: START }));
    assert.ok(!ended.includes({ ...claims(anna), as_of: START + 1 }));
    // By our clock such a token is good until then.
    ended.tick(START + (ROOM_TOKEN.seconds - 1) * SECOND);
    assert.ok(ended.includes({ ...claims(anna), as_of: START }));
  }
});

test('when more has ended than is remembered, what is forgotten counts as unheard (row 44)', () => {
  const ended = new Ended(2);
  for (const [at, id] of [anna.id, boris.id, 'c'].entries())
    ended.add({ type: 'tokens-revoked', person_ids: [id], at: START + at }, START);
  assert.equal(ended.forgotten, START);
  assert.ok(ended.includes({ ...claims(boris), as_of: START }));
});
