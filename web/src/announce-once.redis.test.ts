import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { redisBackplane } from '@lantern/chat/backplane/redis';
import { createLog } from '@lantern/service/log';
import { announceOnce } from './announce-once.ts';

const { TEST_REDIS_URL = '' } = process.env;
const log = createLog('test', 'silent');

test('chat hears what a process that does not stay has to tell', async () => {
  const chat = redisBackplane(TEST_REDIS_URL, log);
  while (!chat.up()) await new Promise(setImmediate);
  const person_id = randomUUID();
  const heard = new Promise<void>((done) => {
    chat.listen((notice) => {
      if (notice.type === 'person-removed' && notice.person_id === person_id) done();
    });
  });
  await announceOnce(TEST_REDIS_URL, { type: 'person-removed', person_id }, log);
  await heard;
  await chat.close();
});

test('without Redis it fails, and soon', async () => {
  const notice = { type: 'person-removed', person_id: randomUUID() } as const;
  await assert.rejects(announceOnce(undefined, notice, log));
  const start = Date.now();
  await assert.rejects(announceOnce('redis://127.0.0.1:1', notice, log));
  assert.ok(Date.now() - start < 10_000);
});
