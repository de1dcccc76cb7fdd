import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomMembers } from './room-members.ts';

const anna = { id: '1', name: 'anna' };
const boris = { id: '2', name: 'boris' };
const names = (members: RoomMembers) => members.listed.map(({ name }) => name);

test('Members who join and leave are listed and counted', () => {
  const members = new RoomMembers();
  members.replace([anna], 1);
  assert.equal(members.joined([boris], 2), 1);
  assert.deepEqual([names(members), members.count], [['anna', 'boris'], 2]);
  assert.equal(members.left([anna], 1), 1);
  assert.deepEqual([names(members), members.count], [['boris'], 1]);
});

test('Members whom the server does not name are counted', () => {
  const members = new RoomMembers();
  members.replace([anna], 1);
  assert.equal(members.joined([], 501), 500);
  assert.equal(members.left([], 401), 100);
  assert.deepEqual([names(members), members.count], [['anna'], 401]);
});

test('A new list replaces the old one', () => {
  const members = new RoomMembers();
  members.replace([anna, boris], 2);
  members.replace([boris], 1);
  assert.deepEqual([names(members), members.count], [['boris'], 1]);
});

test('Two members of one name are shown with their logins, and a single one is not', () => {
  const members = new RoomMembers();
  const one = { id: '3', name: 'Анна', login: 'anna7' };
  members.replace([anna, one, { id: '4', name: 'Аннa\u200b', login: 'other' }], 3);
  assert.equal(members.withDistinctName(one).name, 'Анна · anna7');
  assert.equal(members.withDistinctName(anna).name, 'anna');
  members.left([{ id: '4', name: 'Аннa\u200b' }], 2);
  assert.equal(members.withDistinctName(one).name, 'Анна');
});
