import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LISTED, type Member, type ServerFrame } from '@lantern/chat/protocol';
import fc from 'fast-check';
import { type ChatFixture, openChatFixture } from '../../../../chat/src/testing/chat-fixture.ts';
import type { Client } from '../../../../chat/src/testing/client.ts';
import { until } from '../../../../chat/src/testing/cluster-fixture.ts';
import { anna, boris } from '../../../../chat/src/testing/people.ts';
import { RoomMembers } from './room-members.ts';

const everybody = Array.from({ length: 450 }, (_, i): Member => {
  return { id: `0197f000-0000-7000-8000-${String(i).padStart(12, '0')}`, name: `Guest ${i}` };
});

/** What a page knows of the members, from all frames that its socket received. */
function knownBy(frames: readonly ServerFrame[]): RoomMembers {
  const members = new RoomMembers();
  for (const frame of frames) {
    if (frame.type === 'welcome' || frame.type === 'members') members.replace(frame.members, frame.count);
    else if (frame.type === 'joined' || frame.type === 'left')
      members[frame.type](frame.members, frame.count);
  }
  return members;
}

/** A room of the real service, and who is really in it. */
class Crowd {
  readonly #fixture: ChatFixture;
  readonly #present = new Map<Member, Client>();

  constructor(fixture: ChatFixture) {
    this.#fixture = fixture;
  }

  async join(count: number): Promise<void> {
    const newcomers = everybody.filter((one) => !this.#present.has(one)).slice(0, count);
    await Promise.all(newcomers.map(async (one) => this.#present.set(one, await this.#fixture.enter(one))));
  }

  /** @param first whether the first to join leave, or the last */
  async leave(count: number, first: boolean): Promise<void> {
    const people = [...this.#present];
    const leavers = first ? people.slice(0, count) : people.slice(Math.max(0, people.length - count));
    for (const [one] of leavers) this.#present.delete(one);
    await Promise.all(leavers.map(([, client]) => client.leave()));
  }

  /** Waits until the page counts right, and checks whom it lists then. */
  async isRightFor(page: Client, others: readonly Member[]): Promise<void> {
    const ids = new Set([...this.#present.keys(), ...others].map(({ id }) => id));
    const absent = () => knownBy(page.frames).listed.filter(({ id }) => !ids.has(id));
    // The list of a crowd comes after the notice that counts it. A listed member who has left makes the wait fail.
    await until(
      () =>
        knownBy(page.frames).count === ids.size && !this.#isShort(page, ids.size) && absent().length === 0,
    );
    const { listed } = knownBy(page.frames);
    if (ids.size <= MAX_LISTED) assert.equal(listed.length, ids.size, 'all are listed');
    else assert.ok(listed.length > 0);
  }

  #isShort({ frames }: Client, count: number): boolean {
    const members = knownBy(frames);
    return count <= MAX_LISTED && members.listed.length !== count;
  }
}

const join = fc.integer({ min: 1, max: 260 }).map((count) => (crowd: Crowd) => crowd.join(count));
const leave = fc.record({ count: fc.integer({ min: 1, max: 320 }), first: fc.boolean() }).map(
  ({ count, first }) =>
    (crowd: Crowd) =>
      crowd.leave(count, first),
);

test('However crowds join and leave, a page lists nobody who has left, and everybody in a small room', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(join, leave), { minLength: 2, maxLength: 6 }), async (steps) => {
      await using fixture = await openChatFixture({ timing: { tick: 50 } });
      const crowd = new Crowd(fixture);
      const annas = await fixture.enter(anna);
      await crowd.isRightFor(annas, [anna]);
      await crowd.join(150);
      const boriss = await fixture.enter(boris);
      for (const step of steps) {
        await step(crowd);
        for (const page of [annas, boriss]) await crowd.isRightFor(page, [anna, boris]);
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

for (const count of [215, 300]) {
  test(`After ${count} members leave at once none of them is listed`, async () => {
    await using fixture = await openChatFixture({ timing: { tick: 50 } });
    const crowd = new Crowd(fixture);
    const annas = await fixture.enter(anna);
    await crowd.join(count);
    const boriss = await fixture.enter(boris);
    await crowd.leave(count, true);
    for (const page of [annas, boriss]) await crowd.isRightFor(page, [anna, boris]);
    const lists = annas.frames.filter(({ type }) => type === 'members').length;
    assert.ok(lists <= 3, `${lists} lists were sent`);
  });
}
