import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Claim, TabClaims } from './tab-claims.ts';

/** Tabs of one browser, and a function that makes what they have stored readable for all of them. */
function browser(tabs: number) {
  let claim: Claim | undefined;
  const write = (value: Claim | undefined) => {
    claim = value;
  };
  const stored = { read: () => claim, write };
  const waiting: (() => void)[] = [];
  const settled = () => new Promise<void>((resolve) => waiting.push(resolve));
  return {
    tabs: Array.from({ length: tabs }, () => new TabClaims({ stored, settled })),
    settle: () => {
      for (const resolve of waiting.splice(0)) resolve();
    },
  };
}

test('Of any number of tabs, in any order, exactly one alerts the reader to a mention', async () => {
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

test('No tab alerts the reader to a mention that another tab has shown', async () => {
  const { tabs, settle } = browser(2);
  const [hidden, shown] = tabs as [TabClaims, TabClaims];
  const claim = hidden.claim(1);
  shown.markSeen(1);
  settle();
  assert.equal(await claim, false);
  shown.markSeen(2);
  assert.equal(await hidden.claim(2), false);
});

test('Simultaneous mentions cause one alert', async () => {
  const { tabs, settle } = browser(1);
  const [tab] = tabs as [TabClaims];
  const claims = [tab.claim(1), tab.claim(2)];
  settle();
  assert.deepEqual(await Promise.all(claims), [false, true]);
});

test('Without storage each tab alerts the reader itself', async () => {
  const refused = { read: () => undefined, write() {} };
  assert.equal(await new TabClaims({ stored: refused, settled: async () => {} }).claim(1), true);
});
