import assert from 'node:assert/strict';
import { createDecipheriv, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { open, readEnvelope } from './envelope.ts';
import { checkValueOf, sealingKeyOf } from './room-key.ts';

type Sealed = { user_id: string; nonce: string; content: string; padded_to: number; envelope: string };
const file = new URL('../../../../docs/examples/sealed-vectors.json', import.meta.url);
const vectors = JSON.parse(await readFile(file, 'utf8'));
const envelopes: Sealed[] = vectors.envelopes;

const uuid = (text: string) => Buffer.from(text.replaceAll('-', ''), 'hex');
const derive = (salt: Buffer, info: string) =>
  Buffer.from(hkdfSync('sha256', Buffer.from(vectors.key, 'base64url'), salt, info, 32));

test('Node’s own cryptography opens the test vectors as the document describes it', () => {
  assert.equal(derive(Buffer.alloc(0), 'lantern sealed check v1').toString('base64url'), vectors.check);
  const key = derive(uuid(vectors.room_id), 'lantern sealed v1');
  assert.equal(key.toString('base64url'), vectors.sealing_key);
  for (const { user_id, nonce, content, padded_to, envelope } of envelopes) {
    const bytes = Buffer.from(envelope.replace('lantern-sealed:1.', ''), 'base64url');
    assert.equal(bytes.subarray(0, 12).toString('base64url'), nonce);
    const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    cipher.setAAD(Buffer.concat([uuid(vectors.room_id), uuid(user_id)]));
    cipher.setAuthTag(bytes.subarray(-16));
    const padded = Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]);
    assert.equal(padded.length, padded_to);
    const end = 2 + padded.readUInt16BE(0);
    assert.equal(padded.subarray(2, end).toString(), content);
    assert.ok(padded.subarray(end).every((byte) => byte === 0));
  }
});

test('The page opens the test vectors, and none of those that it has to refuse', async () => {
  const { room_id: roomId } = vectors;
  const key = await sealingKeyOf(vectors.key, roomId);
  assert.equal(await checkValueOf(vectors.key), vectors.check);
  const opened = async ({ user_id: userId, envelope }: Pick<Sealed, 'user_id' | 'envelope'>) => {
    const read = readEnvelope(envelope);
    return typeof read === 'object' ? open(key, { roomId, userId }, read) : undefined;
  };
  for (const each of envelopes) assert.equal(await opened(each), each.content);
  for (const each of vectors.refused) assert.equal(await opened(each), undefined, each.why);
});
