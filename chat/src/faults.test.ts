import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoomRelay } from './cluster/cluster.ts';
import { localCluster } from './cluster/local.ts';
import type { RunCommand } from './commands/commands.ts';
import { openChatFixture } from './testing/chat-fixture.ts';
import { anna, boris } from './testing/people.ts';

const logged = (lines: string[], what: string) => lines.filter((line) => line.includes(what)).length;

test('an error in a socket’s event closes only that socket (row 42)', async () => {
  const cluster = localCluster();
  let broken = true;
  const join: typeof cluster.join = (...args) => {
    const relay: RoomRelay = { ...cluster.join(...args) };
    relay.broadcast = () => {
      if (broken) throw new Error('thrown in a socket event');
    };
    return relay;
  };
  await using fixture = await openChatFixture({ cluster: { ...cluster, join } });
  const annas = await fixture.enter(anna);
  const boriss = await fixture.enter(boris);
  annas.say('This one throws');
  await annas.closed;
  assert.equal(logged(fixture.lines, 'connection failed'), 1);
  broken = false;
  boriss.say('Still here?');
  assert.equal((await boriss.next('message')).from.id, boris.id);
});

test('a notice that cannot be handled is dropped, and the next one works (row 42)', async () => {
  await using fixture = await openChatFixture();
  const annas = await fixture.enter(anna);
  await fixture.cluster.announce({ type: 'user-revocation' } as never);
  await fixture.cluster.announce({ type: 'room-revocation', room_ids: 7 } as never);
  await annas.settled();
  assert.equal(logged(fixture.lines, 'notice failed'), 2);
  await fixture.cluster.announce({ type: 'user-revocation', user_ids: [anna.id] } as never);
  await annas.closed;
});

test('a command that throws, at once or late, affects nothing else (row 42)', async () => {
  const late = Promise.withResolvers<never>();
  const runCommand: RunCommand = (_token, { text }) => {
    if (text === '/now') throw new Error('thrown at once');
    return late.promise;
  };
  await using fixture = await openChatFixture({ runCommand, timing: { command: 50 } });
  const annas = await fixture.enter(anna);
  const boriss = await fixture.enter(boris);
  annas.say('/now');
  assert.equal((await annas.next('error')).code, 'command_failed');
  annas.say('/later');
  assert.equal((await annas.next('error')).code, 'command_failed');
  boriss.say('/later');
  await boriss.settled();
  await boriss.leave();
  late.reject(new Error('thrown late'));
  await annas.settled();
});
