import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_REF } from '@lantern/chat/protocol';
import fc from 'fast-check';
import { Outbox } from './outbox.ts';

const states = (outbox: Outbox) => outbox.all.map(({ text, state }) => `${text} ${state}`);
const taken = () => true;

test('What is written without a connection waits and goes out in order', () => {
  const outbox = new Outbox();
  for (const text of ['one', 'two']) outbox.add(text, 0);
  assert.deepEqual(
    outbox.flush(() => false, 1),
    [],
  );
  assert.deepEqual(states(outbox), ['one waiting', 'two waiting']);
  assert.deepEqual(
    outbox.flush(taken, 2).map(({ text }) => text),
    ['one', 'two'],
  );
  assert.deepEqual(outbox.flush(taken, 3), [], 'nothing goes out twice on one connection');
});

test('What was on its way when the connection went is sent again under the same ref', () => {
  const outbox = new Outbox();
  const { ref } = outbox.add('one', 0);
  outbox.flush(taken, 0);
  outbox.disconnected(5_000);
  assert.deepEqual(
    outbox.flush(taken, 6_000).map((message) => message.ref),
    [ref],
  );
  outbox.remove(ref);
  assert.deepEqual(outbox.all, []);
});

test('A message without an answer is doubted once, and fails after twenty seconds; one without a connection after five minutes', () => {
  const outbox = new Outbox();
  outbox.add('sent', 0);
  outbox.flush(taken, 0);
  outbox.add('waiting', 0);
  assert.deepEqual(
    [6_000, 8_000, 9_000].map((now) => outbox.doubts(now)),
    [false, true, false],
  );
  assert.deepEqual(outbox.overdue(19_999), []);
  assert.deepEqual(
    outbox.overdue(20_000).map(({ text, why }) => [text, why]),
    [['sent', 'timeout']],
  );
  assert.deepEqual(
    outbox.overdue(300_000).map(({ text }) => text),
    ['waiting'],
  );
});

test('A failed message can be tried again, and one that is on its way cannot', () => {
  const outbox = new Outbox();
  const { ref } = outbox.add('one', 0);
  outbox.flush(taken, 0);
  assert.equal(outbox.retry(ref, 1), undefined);
  assert.equal(outbox.refuse(ref, 'rate_limited', 2)?.why, 'rate_limited');
  assert.equal(outbox.retry(ref, 3)?.why, undefined);
  assert.deepEqual(states(outbox), ['one waiting']);
});

test('A confirmation that comes after the message was given up is still one', () => {
  const outbox = new Outbox();
  const { ref } = outbox.add('one', 0);
  outbox.flush(taken, 0);
  outbox.overdue(20_000);
  outbox.remove(ref);
  assert.equal(outbox.retry(ref, 20_001), undefined);
  assert.deepEqual(outbox.all, []);
});

test('What the page had not sent before a reload is there to be tried again', () => {
  const outbox = new Outbox([{ ref: 'a', text: 'one', at: 0 }]);
  assert.deepEqual(states(outbox), ['one failed']);
  assert.deepEqual(outbox.flush(taken, 1), []);
});

test('Whatever happens, no message is lost unconfirmed and every ref is its own', () => {
  const step = fc.oneof(
    fc.constant('add' as const),
    fc.constant('flush' as const),
    fc.constant('disconnected' as const),
    fc.constant('overdue' as const),
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
        else if (each === 'flush') outbox.flush(taken, now * 4_000);
        else if (each === 'disconnected') outbox.disconnected(now * 4_000);
        else if (each === 'overdue') outbox.overdue(now * 4_000);
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
