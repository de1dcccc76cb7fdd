import test, { after } from 'node:test';
import fc from 'fast-check';
import { startRedis } from '../../../testing/servers/redis.ts';
import { ClusterModel } from '../testing/cluster-model.ts';

const redis = await startRedis();
after(() => redis.stop());

const connection = fc.nat();
const process = fc.nat(2);
const count = fc.integer({ min: 1, max: 5 });
const enter = fc.record({ process, room: fc.nat(1), who: fc.nat(2), waits: fc.boolean() }).map(
  ({ waits, ...newcomer }) =>
    (model: ClusterModel) =>
      model.enter(newcomer, waits),
);
const say = fc
  .record({ connection, count })
  .map((what) => async (model: ClusterModel) => model.say(what.connection, what.count));
const leave = connection.map((whose) => (model: ClusterModel) => model.leave(whose));
const kill = process.map((which) => (model: ClusterModel) => model.kill(which));
const stall = fc
  .record({ process, milliseconds: fc.constantFrom(10, 100, 700) })
  .map((what) => async (model: ClusterModel) => model.stall(what.process, what.milliseconds));
const cutOff = fc
  .record({ process, connection, count })
  .map((what) => (model: ClusterModel) => model.cutOff(what));
const sever = fc
  .record({ process, connection, count })
  .map((what) => (model: ClusterModel) => model.sever(what));

const step = fc.oneof(
  { weight: 6, arbitrary: enter },
  { weight: 12, arbitrary: say },
  { weight: 4, arbitrary: leave },
  { weight: 2, arbitrary: kill },
  { weight: 3, arbitrary: stall },
  { weight: 2, arbitrary: cutOff },
  { weight: 2, arbitrary: sever },
);

test('in any sequence of joins, failures and stalls, members get each message once and in order or a gap, and see who is present', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      await using model = await ClusterModel.open(redis.url);
      for (const take of steps) await take(model);
      await model.settled();
      await model.membersSettled();
    }),
    // A failure is waited for; looking for a shorter one would take minutes.
    { numRuns: 15, endOnFailure: true },
  );
});
