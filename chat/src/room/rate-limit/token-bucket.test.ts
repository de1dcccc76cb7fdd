import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { TokenBucket } from './token-bucket.ts';

test('a bucket allows a burst, then its refill rate', () => {
  const bucket = new TokenBucket({ perMinute: 60, now: 0 });
  for (let i = 0; i < 60; i += 1) assert.ok(bucket.take(0));
  assert.ok(!bucket.take(999));
  assert.ok(bucket.take(1001));
  assert.ok(!bucket.take(1500));
  assert.ok(!bucket.isFull(2000));
  assert.ok(bucket.isFull(62_000));
});

test('over any period a bucket allows at most its capacity and refill', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.array(fc.nat(2000)), (perMinute, waits) => {
      const bucket = new TokenBucket({ perMinute, now: 0 });
      let moment = 0;
      let given = 0;
      for (const wait of waits) {
        moment += wait;
        if (bucket.take(moment)) given += 1;
        assert.ok(given <= perMinute + (moment * perMinute) / 60_000 + 1e-6);
      }
    }),
  );
});
