import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LISTED, type Member, type ServerFrame } from '@lantern/chat/protocol';
import fc from 'fast-check';
import type { Client } from '../../../../chat/src/testing/client.ts';
import { anna, boris } from '../../../../chat/src/testing/people.ts';
import { until } from '../../../../chat/src/testing/processes.ts';
import { openStage, type Stage } from '../../../../chat/src/testing/stage.ts';
import { People } from './people.ts';

const everybody = Array.from({ length: 450 }, (_, i): Member => {
  return { id: `0197f000-0000-7000-8000-${String(i).padStart(12, '0')}`, name: `Guest ${i}` };
});

/** What a page knows of the people, from all that its socket told. */
function knownBy(frames: readonly ServerFrame[]): People {
  const people = new People();
  for (const frame of frames) {
    if (frame.type === 'welcome' || frame.type === 'members') people.list(frame.members, frame.count);
    else if (frame.type === 'joined' || frame.type === 'left') people[frame.type](frame.members, frame.count);
  }
  return people;
}

/** A room of the real service, and who is truly in it. */
class Crowd {
  readonly #stage: Stage;
  readonly #there = new Map<Member, Client>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async come(count: number): Promise<void> {
    const newcomers = everybody.filter((one) => !this.#there.has(one)).slice(0, count);
    await Promise.all(newcomers.map(async (one) => this.#there.set(one, await this.#stage.enter(one))));
  }

  /** @param first whether those who came first leave, or those who came last */
  async leave(count: number, first: boolean): Promise<void> {
    const people = [...this.#there];
    const leavers = first ? people.slice(0, count) : people.slice(Math.max(0, people.length - count));
    for (const [one] of leavers) this.#there.delete(one);
    await Promise.all(leavers.map(([, client]) => client.leave()));
  }

  /** Waits until a page counts right, and looks at whom it lists then. */
  async isRightFor(page: Client, others: readonly Member[]): Promise<void> {
    const ids = new Set([...this.#there.keys(), ...others].map(({ id }) => id));
    const ghosts = () => knownBy(page.frames).listed.filter(({ id }) => !ids.has(id));
    // The list of a crowd comes after the notice that counts it. Ghosts that stay fail the wait.
    await until(
      () =>
        knownBy(page.frames).count === ids.size && !this.#isShort(page, ids.size) && ghosts().length === 0,
    );
    const { listed } = knownBy(page.frames);
    if (ids.size <= MAX_LISTED) assert.equal(listed.length, ids.size, 'all are listed');
    else assert.ok(listed.length > 0);
  }

  #isShort({ frames }: Client, count: number): boolean {
    const people = knownBy(frames);
    return count <= MAX_LISTED && people.listed.length !== count;
  }
}

const come = fc.integer({ min: 1, max: 260 }).map((count) => (crowd: Crowd) => crowd.come(count));
const leave = fc.record({ count: fc.integer({ min: 1, max: 320 }), first: fc.boolean() }).map(
  ({ count, first }) =>
    (crowd: Crowd) =>
      crowd.leave(count, first),
);

test('Whoever comes and goes, in whatever crowds, a page lists nobody who has left, and all when they are few', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(come, leave), { minLength: 2, maxLength: 6 }), async (steps) => {
      await using stage = await openStage({ timing: { tick: 50 } });
      const crowd = new Crowd(stage);
      const annas = await stage.enter(anna);
      await crowd.isRightFor(annas, [anna]);
      await crowd.come(150);
      const boriss = await stage.enter(boris);
      for (const step of steps) {
        await step(crowd);
        for (const page of [annas, boriss]) await crowd.isRightFor(page, [anna, boris]);
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

for (const count of [215, 300]) {
  test(`After ${count} people leave at once nobody of them is listed`, async () => {
    await using stage = await openStage({ timing: { tick: 50 } });
    const crowd = new Crowd(stage);
    const annas = await stage.enter(anna);
    await crowd.come(count);
    const boriss = await stage.enter(boris);
    await crowd.leave(count, true);
    for (const page of [annas, boriss]) await crowd.isRightFor(page, [anna, boris]);
    const lists = annas.frames.filter(({ type }) => type === 'members').length;
    assert.ok(lists <= 3, `${lists} lists were sent`);
  });
}
