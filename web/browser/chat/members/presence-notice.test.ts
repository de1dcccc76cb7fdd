import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Member } from '@lantern/chat/protocol';
import fc from 'fast-check';
import {
  addPresenceChange,
  emptyPresenceNotice,
  type PresenceChange,
  type PresenceNotice,
  summarize,
} from './presence-notice.ts';

const people = ['anna', 'boris', 'vera', 'gleb', 'dina'].map((name) => ({ id: name, name }));
const [anna] = people as [Member];

function add(notice: PresenceNotice, change: PresenceChange, members: Member[], total = members.length) {
  addPresenceChange(notice, { change, members, total });
}

test('Up to three members are named, of more the first two', () => {
  const notice = emptyPresenceNotice();
  for (const person of people.slice(0, 3)) add(notice, 'joined', [person]);
  assert.deepEqual(summarize(notice.joined), { names: ['anna', 'boris', 'vera'], others: 0, total: 3 });
  add(notice, 'joined', people.slice(3));
  assert.deepEqual(summarize(notice.joined), { names: ['anna', 'boris'], others: 3, total: 5 });
});

test('Members whom the server does not name are counted', () => {
  const notice = emptyPresenceNotice();
  add(notice, 'joined', [anna]);
  add(notice, 'joined', [], 500);
  assert.deepEqual(summarize(notice.joined), { names: ['anna'], others: 500, total: 501 });
});

test('The notice says of a member who joined and left that they left, and the other way round', () => {
  const notice = emptyPresenceNotice();
  for (const change of ['joined', 'left'] as const) add(notice, change, [anna]);
  assert.deepEqual([summarize(notice.joined).total, summarize(notice.left).names], [0, ['anna']]);
  add(notice, 'joined', [anna]);
  assert.deepEqual([summarize(notice.joined).names, summarize(notice.left).total], [['anna'], 0]);
});

test('After any changes the notice contains each member once, with the last change', () => {
  const changes = fc.array(
    fc.tuple(fc.constantFrom('joined' as const, 'left' as const), fc.constantFrom(...people)),
  );
  fc.assert(
    fc.property(changes, (all) => {
      const notice = emptyPresenceNotice();
      for (const [change, person] of all) add(notice, change, [person]);
      const last = new Map(all.map(([change, { id }]) => [id, change]));
      for (const change of ['joined', 'left'] as const) {
        const expected = [...last].filter(([, each]) => each === change).map(([id]) => id);
        assert.deepEqual([...notice[change].named.keys()].sort(), expected.sort());
      }
    }),
  );
});
