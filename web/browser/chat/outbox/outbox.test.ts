import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_REF } from '@lantern/chat/protocol';
import fc from 'fast-check';
import { Outbox } from './outbox.ts';

const states = (outbox: Outbox) => outbox.all.map(({ text, state }) => `${text} ${state}`);
const accept = () => true;

test('Messages without a connection wait, and are sent in order', () => {
  const outbox = new Outbox();
  for (const text of ['one', 'two']) outbox.add(text, 0);
  assert.deepEqual(
    outbox.flush(() => false, 1),
    [],
  );
  assert.deepEqual(states(outbox), ['one waiting', 'two waiting']);
  assert.deepEqual(
    outbox.flush(accept, 2).map(({ text }) => text),
    ['one', 'two'],
  );
  assert.deepEqual(outbox.flush(accept, 3), [], 'nothing is sent twice on one connection');
});

test('Messages without an answer are sent again under the same ref after a reconnection', () => {
  const outbox = new Outbox();
  const { ref } = outbox.add('one', 0);
  outbox.flush(accept, 0);
  outbox.disconnected(5_000);
  assert.deepEqual(
    outbox.flush(accept, 6_000).map((message) => message.ref),
    [ref],
  );
  outbox.remove(ref);
  assert.deepEqual(outbox.all, []);
});

test('A message without an answer causes one probe, and fails after twenty seconds; without a connection it fails after five minutes', () => {
  const outbox = new Outbox();
  outbox.add('sent', 0);
  outbox.flush(accept, 0);
  outbox.add('waiting', 0);
  assert.deepEqual(
    [6_000, 8_000, 9_000].map((now) => outbox.needsProbe(now)),
    [false, true, false],
  );
  assert.deepEqual(outbox.failOverdue(19_999), []);
  assert.deepEqual(
    outbox.failOverdue(20_000).map(({ text, failure }) => [text, failure]),
    [['sent', 'timeout']],
  );
  assert.deepEqual(
    outbox.failOverdue(300_000).map(({ text }) => text),
    ['waiting'],
  );
});

test('A failed message can be sent again, and a sent one cannot', () => {
  const outbox = new Outbox();
  const { ref } = outbox.add('one', 0);
  outbox.flush(accept, 0);
  assert.equal(outbox.retry(ref, 1), undefined);
  assert.equal(outbox.fail(ref, 'rate_limited', 2)?.failure, 'rate_limited');
  assert.equal(outbox.retry(ref, 3)?.failure, undefined);
  assert.deepEqual(states(outbox), ['one waiting']);
});

test('A confirmation counts, though the message has failed before', () => {
  const outbox = new Outbox();
  const { ref } = outbox.add('one', 0);
  outbox.flush(accept, 0);
  outbox.failOverdue(20_000);
  outbox.remove(ref);
  assert.equal(outbox.retry(ref, 20_001), undefined);
  assert.deepEqual(outbox.all, []);
});

test('Unsent messages from before a reload can be sent again', () => {
  const outbox = new Outbox([{ ref: 'a', text: 'one', at: 0 }]);
  assert.deepEqual(states(outbox), ['one failed']);
  assert.deepEqual(outbox.flush(accept, 1), []);
});

test('After any events no unconfirmed message is lost and every ref is unique', () => {
  const step = fc.oneof(
    fc.constant('add' as const),
    fc.constant('flush' as const),
    fc.constant('disconnected' as const),
    fc.constant('failOverdue' as const),
    fc.record({ confirm: fc.nat(9) }),
    fc.record({ retry: fc.nat(9) }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const outbox = new Outbox();
      const refs: string[] = [];
      const confirmed = new Set<string>();
      steps.forEach((each, now) => {
        if (each === 'add') refs.push(outbox.add('text', now * 4_000).ref);
        else if (each === 'flush') outbox.flush(accept, now * 4_000);
        else if (each === 'disconnected') outbox.disconnected(now * 4_000);
        else if (each === 'failOverdue') outbox.failOverdue(now * 4_000);
        else if ('retry' in each) outbox.retry(refs[each.retry] ?? '', now * 4_000);
        else {
          outbox.remove(refs[each.confirm] ?? '');
          if (refs[each.confirm]) confirmed.add(refs[each.confirm] ?? '');
        }
      });
      assert.equal(new Set(refs).size, refs.length);
      assert.ok(refs.every((ref) => ref.length <= MAX_REF));
      assert.deepEqual(
        outbox.all.map(({ ref }) => ref),
        refs.filter((ref) => !confirmed.has(ref)),
      );
    }),
  );
});
