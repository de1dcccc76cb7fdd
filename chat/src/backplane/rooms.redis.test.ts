import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { createLog } from '@lantern/service/log';
import fc from 'fast-check';
import { startRedis } from '../../../testing/redis.ts';
import type { Member } from '../protocol.ts';
import type { Client } from '../testing/client.ts';
import { createIssuer } from '../testing/issuer.ts';
import { anna, boris, clara, garden, kitchen } from '../testing/people.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { redisBackplane } from './redis.ts';

/** Other tests say in the shared one that rooms are closed. */
const redis = await startRedis();
after(() => redis.stop());
const LIVENESS = { every: 100, silence: 600 };
const people = [anna, boris, clara];
const rooms = [kitchen, garden];

/** A chat process of several, as far as one can be had in one process: it shares nothing with the others but Redis. */
async function openProcess(url: string, issuer: Stage['issuer']): Promise<Stage> {
  const backplane = redisBackplane(url, createLog('chat', 'silent'), LIVENESS);
  const stage = await openStage({ backplane, timing: { grace: 50 } }, issuer);
  await until(() => backplane.up());
  return stage;
}

async function openSet(url = redis.url) {
  const issuer = await createIssuer();
  const set: [Stage, Stage, Stage] = await Promise.all([
    openProcess(url, issuer),
    openProcess(url, issuer),
    openProcess(url, issuer),
  ]);
  return Object.assign(set, {
    async [Symbol.asyncDispose]() {
      for (const stage of set) await stage[Symbol.asyncDispose]();
    },
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** The people that a page shows: those of its welcome and of the notices after it. */
function shown({ frames }: Client): string[] {
  const there = new Map<string, Member>();
  for (const frame of frames) {
    if (frame.type === 'welcome' || frame.type === 'joined')
      for (const member of frame.members) there.set(member.id, member);
    if (frame.type === 'left') for (const { id } of frame.members) there.delete(id);
  }
  return [...there.keys()].sort();
}

test('people of one room on different processes see and hear each other', async () => {
  await using set = await openSet();
  const [one, other] = set;
  const annas = await one.enter(anna);
  const boriss = await other.enter(boris);
  const [welcome] = boriss.frames;
  assert.deepEqual(welcome?.type === 'welcome' && [welcome.members, welcome.count, welcome.whole], [
    [anna, boris],
    2,
    undefined,
  ]);
  const joined = await annas.next('joined');
  assert.deepEqual([joined.members, joined.count], [[boris], 2]);
  boriss.say('over here');
  assert.equal((await annas.next('message')).text, 'over here');
  boriss.send({ type: 'typing' });
  assert.deepEqual((await annas.next('typing')).member, boris);
  await boriss.leave();
  const left = await annas.next('left');
  assert.deepEqual([left.members, left.count], [[boris], 1]);
});

test('somebody with tabs on two processes is one person, and moving from one to the other is no news', async () => {
  await using set = await openSet();
  const [one, other] = set;
  const boriss = await one.enter(boris);
  const tab = await one.enter(anna);
  await boriss.next('joined');
  const second = await other.enter(anna);
  await tab.leave();
  second.say('moved');
  await boriss.next('message');
  const claras = await one.enter(clara);
  const [welcome] = claras.frames;
  assert.equal(welcome?.type === 'welcome' && welcome.count, 3);
  await second.leave();
  const left = await boriss.next('left');
  assert.deepEqual([left.members, left.count], [[anna], 2]);
});

test('a process hears only of the rooms that it has open', async () => {
  await using set = await openSet();
  const [one, other] = set;
  const annas = await one.enter(anna);
  const boriss = await other.enter(boris, { room: garden });
  annas.say('in the kitchen');
  await annas.next('message');
  await boriss.settled();
  assert.deepEqual(boriss.texts(), []);
  assert.deepEqual(shown(boriss), [boris.id]);
});

test('the people of a process that is gone leave, once', async () => {
  await using set = await openSet();
  const [one, other, third] = set;
  const annas = await one.enter(anna);
  await other.enter(boris);
  const claras = await third.enter(clara);
  await annas.next('joined');
  // Without a word, as a process that is killed.
  await other.backplane.close();
  for (const client of [annas, claras]) {
    const left = await client.next('left');
    assert.deepEqual([left.members, left.count], [[boris], 2]);
  }
  annas.say('where is he?');
  await claras.next('message');
  assert.equal(claras.frames.filter(({ type }) => type === 'left').length, 1);
});

test('without Redis rooms go on within each process and say so; with it they join up again', async () => {
  await using own = await startRedis();
  await using set = await openSet(own.url);
  const [one, other] = set;
  const annas = await one.enter(anna);
  const boriss = await other.enter(boris);
  await own.halt();
  for (const client of [annas, boriss]) assert.equal((await client.next('reach')).whole, false);
  const claras = await one.enter(clara);
  const [welcome] = claras.frames;
  assert.equal(welcome?.type === 'welcome' && welcome.whole, false);
  claras.say('only here');
  assert.equal((await annas.next('message')).text, 'only here');
  await own.start();
  for (const client of [annas, boriss, claras]) assert.equal((await client.next('reach')).whole, true);
  claras.say('everywhere');
  while ((await boriss.next('message')).text !== 'everywhere');
  assert.deepEqual(boriss.texts(), ['everywhere']);
  await until(() => shown(boriss).length === 3);
});

type Seat = { client: Client; process: number; room: number; person: Member; heardFrom: number };

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('enter'), process: fc.nat(2), room: fc.nat(1), who: fc.nat(2) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('say'), seat: fc.nat(), count: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave'), seat: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('kill'), process: fc.nat(2) }) },
);

test('whoever is in a room hears everything once and in order, and sees who is there, whatever comes and goes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      await using set = await openSet();
      /** Every text said in a room, with the socket it was said on; its place in the list is its number. */
      const said: { room: number; seat: Seat; text: string }[] = [];
      const seats: Seat[] = [];
      for (const now of steps) {
        const seat = 'seat' in now ? seats[now.seat % (seats.length || 1)] : undefined;
        if (now.do === 'enter' && 'who' in now) {
          const person = people[now.who] as Member;
          const client = await set[now.process]?.enter(person, { room: rooms[now.room] as typeof kitchen });
          if (client)
            seats.push({ client, process: now.process, room: now.room, person, heardFrom: said.length });
        } else if (now.do === 'say' && seat && 'count' in now) {
          for (let i = 0; i < now.count; i += 1) {
            const text = `text ${said.length}`;
            said.push({ room: seat.room, seat, text });
            seat.client.say(text);
          }
        } else if (now.do === 'leave' && seat) {
          seats.splice(seats.indexOf(seat), 1);
          await seat.client.leave();
        } else if (now.do === 'kill' && 'process' in now) {
          await settled(seats, said);
          const killed = set[now.process] as Stage;
          await killed.backplane.close();
          for (const gone of seats.filter(({ process }) => process === now.process)) {
            seats.splice(seats.indexOf(gone), 1);
            gone.client.socket.terminate();
          }
          set[now.process] = await openProcess(redis.url, killed.issuer);
          await killed[Symbol.asyncDispose]();
        }
      }
      await settled(seats, said);
      for (const seat of seats) {
        const there = new Set(seats.filter(({ room }) => room === seat.room).map(({ person }) => person.id));
        await until(() => String(shown(seat.client)) === String([...there].sort()));
      }
    }),
    { numRuns: 15 },
  );
});

/** Waits until every open socket has heard what was said since it was welcomed, and looks at how it heard it. */
async function settled(
  seats: readonly Seat[],
  said: readonly { room: number; seat: Seat; text: string }[],
): Promise<void> {
  for (const { client, room, heardFrom } of seats) {
    const due = said.slice(heardFrom).filter((one) => one.room === room && seats.includes(one.seat));
    const last = new Map(due.map((one) => [one.seat, one.text]));
    for (const text of last.values()) await until(() => client.texts().includes(text));
    const texts = client.texts();
    assert.equal(new Set(texts).size, texts.length, 'nothing is heard twice');
    const numbered = new Map(said.map((one, number) => [one.text, { ...one, number }]));
    const heard = texts.map((text) => numbered.get(text));
    assert.ok(
      heard.every((one) => one?.room === room),
      'nothing of another room is heard',
    );
    for (const [speaker] of last) {
      const theirs = heard.filter((one) => one?.seat === speaker).map((one) => one?.number ?? -1);
      const expected = due.filter((one) => one.seat === speaker).map((one) => numbered.get(one.text)?.number);
      assert.deepEqual(
        theirs.filter((number) => number >= heardFrom),
        expected,
        'in order, and nothing is missing',
      );
    }
  }
}
