import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Claim, Claims } from './claims.ts';

/** Tabs of one browser, and the moment at which all that they wrote is there for all. */
function browser(tabs: number) {
  let kept: Claim | undefined;
  const write = (claim: Claim | undefined) => {
    kept = claim;
  };
  const stored = { read: () => kept, write };
  const waiting: (() => void)[] = [];
  const settled = () => new Promise<void>((resolve) => waiting.push(resolve));
  return {
    tabs: Array.from({ length: tabs }, () => new Claims(stored, settled)),
    settle: () => {
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

test('However many tabs hear of a mention, in whatever order, one tells of it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (count, mentions) => {
        const { tabs, settle } = browser(count);
        for (let at = 1; at <= mentions; at++) {
          const claims = tabs.map((tab) => tab.claim(at));
          settle();
          assert.equal((await Promise.all(claims)).filter(Boolean).length, 1);
        }
      },
    ),
  );
});

test('What a tab that is looked at has shown no other tells, whichever heard of it first', async () => {
  const { tabs, settle } = browser(2);
  const [hidden, shown] = tabs as [Claims, Claims];
  const claim = hidden.claim(1);
  shown.seen(1);
  settle();
  assert.equal(await claim, false);
  shown.seen(2);
  assert.equal(await hidden.claim(2), false);
});

test('Mentions that come together are told once', async () => {
  const { tabs, settle } = browser(1);
  const [tab] = tabs as [Claims];
  const claims = [tab.claim(1), tab.claim(2)];
  settle();
  assert.deepEqual(await Promise.all(claims), [false, true]);
});

test('Without storage each tab tells for itself', async () => {
  const refused = { read: () => undefined, write() {} };
  assert.equal(await new Claims(refused, async () => {}).claim(1), true);
});
