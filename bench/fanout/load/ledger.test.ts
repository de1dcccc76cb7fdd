import assert from 'node:assert/strict';
import test from 'node:test';
import { Ledger } from './ledger.ts';

/** Two rooms of two, one sender each, two messages each: connections 0 and 2 sit in room 0, 1 and 3 in room 1. */
function openLedger() {
  const reached: string[] = [];
  const ledger = new Ledger({
    members: [2, 2],
    senders: 1,
    messages: 2,
    reachedAll: (room, sender) => reached.push(`${room}.${sender}`),
  });
  const enter = (connection: number, order: number, room = connection % 2) =>
    ledger.enter(connection, connection % 2, { phase: 1, at: 1000, room, sender: 0, order }, 3500);
  return { ledger, enter, reached };
}

test('messages that all members get once and in order are no fault', async () => {
  const { ledger, enter, reached } = openLedger();
  for (const order of [0, 1]) for (const connection of [0, 1, 2, 3]) enter(connection, order);
  await ledger.complete;
  assert.deepEqual(ledger.faults(), { lost: 0, duplicated: 0, out_of_order: 0, wrong_room: 0 });
  assert.deepEqual(reached, ['0.0', '1.0', '0.0', '1.0']);
  assert.equal(ledger.latency(50), 2.5);
});

test('lost, repeated, early and misdirected messages are reported', () => {
  const { ledger, enter } = openLedger();
  enter(0, 0);
  enter(0, 0);
  enter(1, 1);
  enter(2, 0, 1);
  assert.deepEqual(ledger.faults(), { lost: 6, duplicated: 1, out_of_order: 1, wrong_room: 1 });
});
