import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { decodePacket, encodePacket, type PacketItem } from './packet.ts';

const id = fc.uuid();
const plain = { noNullPrototype: true };
const member = fc.record({ id, name: fc.string({ unit: 'grapheme' }) }, plain);
const wait = fc.record({ member: id, act: fc.constantFrom('message', 'edit'), ago: fc.nat() }, plain);
const roomState = {
  members: fc.array(member, { maxLength: 5 }),
  openedAt: fc.maxSafeNat(),
  messageCount: fc.maxSafeNat(),
};
const item: fc.Arbitrary<PacketItem> = fc.oneof(
  fc.record({ type: fc.constantFrom('hello', 'state'), ...roomState }, plain),
  fc.record(
    { type: fc.constantFrom('hello', 'state'), ...roomState, waits: fc.array(wait, { maxLength: 3 }) },
    plain,
  ),
  fc.record({ type: fc.constantFrom('hello', 'state'), ...roomState, disconnectedFor: fc.nat() }, plain),
  fc.record({ type: fc.constant('joined'), member }, plain),
  fc.record({ type: fc.constant('left'), id }, plain),
  fc.record(
    {
      type: fc.constantFrom('message', 'signal'),
      frame: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      from: id,
    },
    plain,
  ),
);

test('an encoded packet decodes to itself', () => {
  fc.assert(
    fc.property(id, fc.array(item, { maxLength: 6 }), (sender, items) => {
      assert.deepEqual(decodePacket(encodePacket(sender, items)), { sender, items });
    }),
  );
});

test('arbitrary bytes that are not a packet are refused', () => {
  const whole = fc.tuple(
    id,
    fc.array(item, { minLength: 1, maxLength: 3 }),
    fc.nat(),
    fc.integer({ min: 0, max: 255 }),
  );
  fc.assert(
    fc.property(whole, ([sender, items, place, byte]) => {
      const bytes = encodePacket(sender, items);
      const cut = bytes.subarray(0, 36 + 1 + (place % (bytes.length - 37)));
      const bent = Buffer.from(bytes);
      bent[place % bytes.length] = byte;
      for (const other of [cut, bent, Buffer.alloc(0)]) {
        try {
          for (const read of decodePacket(other).items) assert.ok(read.type);
        } catch (error) {
          assert.ok(!(error instanceof TypeError), String(error));
        }
      }
    }),
  );
});
