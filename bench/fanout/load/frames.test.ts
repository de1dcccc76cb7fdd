import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { OPCODE, takeFrames } from './frames.ts';
import { findMarker, type Marker, markedText, readMarker } from './marker.ts';

/** As a server makes it: without a mask. */
function serverFrame(payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10, 0x80 | OPCODE.text);
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

test('frames come out whole, wherever the network cut them', () => {
  const sizes = fc.array(fc.oneof(fc.nat(300), fc.constantFrom(125, 126, 65_535, 65_536)), { maxLength: 5 });
  fc.assert(
    fc.property(sizes, fc.array(fc.nat(140_000)), (lengths, cuts) => {
      const payloads = lengths.map((length, i) => Buffer.alloc(length, i + 1));
      const stream = Buffer.concat(payloads.map(serverFrame));
      const places = [...cuts.map((cut) => cut % (stream.length + 1)), stream.length].sort((a, b) => a - b);
      const heard: Buffer[] = [];
      let [rest, from]: [Buffer | undefined, number] = [undefined, 0];
      for (const to of places) {
        const chunk = stream.subarray(from, to);
        const data: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
        rest = takeFrames(data, 0, (_, whole, start, end) =>
          heard.push(Buffer.from(whole.subarray(start, end))),
        );
        from = to;
      }
      assert.deepEqual(heard, payloads);
      assert.equal(rest, undefined);
    }),
    { numRuns: 50 },
  );
});

test('a marker is found in whatever the server puts around it', () => {
  const sent: Marker = { phase: 3, at: 2 ** 40 + 5, room: 99, sender: 19, order: 123_456 };
  const data = Buffer.from(`{"type":"message","text":"${markedText(sent, 100)}","ref":"b"}`);
  const read: Marker = { phase: 0, at: 0, room: 0, sender: 0, order: 0 };
  const at = findMarker(data, 0, data.length);
  readMarker(data, at, read);
  assert.deepEqual(read, sent);
  assert.equal(findMarker(data, at + 1, data.length), -1);
  assert.equal(findMarker(data, 0, at + 10), -1, 'it lies beyond this frame');
});
