import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { type Claim, TabClaims, type TabClaimsOptions } from './tab-claims.ts';

interface Browser {
  /** Whether the tabs can wait for each other: plain HTTP has no locks. */
  locks: boolean;
  /** Whether what tabs store at the same time arrives in the reverse order of the tabs. */
  reversed: boolean;
}

let browsers = 0;

/** Tabs of one browser. As in real ones, a tab reads what another has stored only some time later. */
function tabsOf({ locks, reversed }: Browser, count: number): TabClaims[] {
  const number = browsers++;
  const underWay: { tab: number; arrive: () => void }[] = [];
  const views: Map<string, unknown>[] = [];
  const settled = async () => {
    await setImmediate();
    // What one tab stores keeps its order.
    const writes = underWay.splice(0).sort((a, b) => (reversed ? b.tab - a.tab : a.tab - b.tab));
    for (const { arrive } of writes) arrive();
  };
  const shared = <Value>(tab: number, key: string) => ({
    key,
    read: () => views[tab]?.get(key) as Value | undefined,
    write(value: Value | undefined) {
      views[tab]?.set(key, value);
      const arrive = () => {
        for (const view of views) view.set(key, value);
      };
      underWay.push({ tab, arrive });
    },
  });
  return Array.from({ length: count }, (_, tab) => {
    views.push(new Map());
    const options: TabClaimsOptions = {
      claimed: shared<Claim>(tab, `claimed ${number}`),
      seen: shared<number>(tab, `seen ${number}`),
      settled,
    };
    return new TabClaims(locks ? options : { ...options, exclusively: (_name, step) => step() });
  });
}

const anyBrowser = fc.record({ locks: fc.boolean(), reversed: fc.boolean() });
const anyCount = fc.integer({ min: 1, max: 6 });

test('Of any number of tabs, in any order, exactly one alerts the reader to a mention', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyBrowser,
      anyCount,
      fc.integer({ min: 1, max: 4 }),
      async (browser, count, mentions) => {
        const tabs = tabsOf(browser, count);
        for (let at = 1; at <= mentions; at++) {
          const alerts = await Promise.all(tabs.map((tab) => tab.claim(at)));
          assert.equal(alerts.filter(Boolean).length, 1);
        }
      },
    ),
  );
});

test('No tab alerts the reader to a mention that another tab shows, whichever of them stores it first', async () => {
  await fc.assert(
    fc.asyncProperty(anyBrowser, anyCount, async (browser, count) => {
      const [shown, ...hidden] = tabsOf(browser, count + 1) as [TabClaims, ...TabClaims[]];
      const early = hidden.map((tab) => tab.claim(1));
      shown.markSeen(1);
      const late = hidden.map((tab) => tab.claim(1));
      assert.ok(!(await Promise.all([...early, ...late])).includes(true));
    }),
  );
});

test('Simultaneous mentions cause one alert', async () => {
  await fc.assert(
    fc.asyncProperty(anyBrowser, anyCount, async (browser, count) => {
      const tabs = tabsOf(browser, count);
      const claims = [1, 2].map((at) => Promise.all(tabs.map((tab) => tab.claim(at))));
      const [first, second] = (await Promise.all(claims)) as [boolean[], boolean[]];
      assert.ok(!first.includes(true));
      assert.equal(second.filter(Boolean).length, 1);
    }),
  );
});

test('A tab that hears of a mention while another claims it does not alert the reader again', async () => {
  const [first, second] = tabsOf({ locks: true, reversed: false }, 2) as [TabClaims, TabClaims];
  const claim = first.claim(1);
  await setImmediate();
  assert.deepEqual(await Promise.all([claim, second.claim(1)]), [true, false]);
});

test('Without storage each tab alerts the reader itself', async () => {
  const refused = { key: 'refused', read: () => undefined, write() {} };
  const tab = new TabClaims({ claimed: refused, seen: refused, settled: async () => {} });
  assert.equal(await tab.claim(1), true);
});
