import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Notice } from '@lantern/chat/cluster';
import { clusterOverRedis } from '@lantern/chat/cluster/redis';
import { createLog } from '@lantern/service/log';
import { announceOnce } from './announce-once.ts';

const { TEST_REDIS_URL = '' } = process.env;
const log = createLog('test', 'silent');

test('chat gets the notice of a short-lived process', async () => {
  const chat = clusterOverRedis({ url: TEST_REDIS_URL, log });
  while (!chat.isConnected()) await new Promise(setImmediate);
  const person = randomUUID();
  const heard = new Promise<void>((done) => {
    chat.onNotice((notice) => {
      if (notice.type === 'user-revocation' && notice.user_ids.includes(person)) done();
    });
  });
  await announceOnce(TEST_REDIS_URL, { type: 'user-revocation', user_ids: [person] }, log);
  await heard;
  await chat.close();
});

test('without Redis it fails soon', async () => {
  const notice: Notice = { type: 'user-revocation', user_ids: [randomUUID()] };
  await assert.rejects(announceOnce(undefined, notice, log));
  const start = Date.now();
  await assert.rejects(announceOnce('redis://127.0.0.1:1', notice, log));
  assert.ok(Date.now() - start < 10_000);
});
