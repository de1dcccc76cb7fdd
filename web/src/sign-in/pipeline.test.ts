import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Account, FirstFactor } from '../accounts/index.ts';
import type { CompletedSignIn } from './pipeline.ts';

const account = { id: 'somebody' } as Account;

test('the compiler refuses a sign-in that did not go through the pipeline, and a first factor that no way in gave', () => {
  const session = { sessionId: 'a session', id: 'a sign-in', account, secondFactor: true };
  // @ts-expect-error: only the pipeline makes one
  const completed: CompletedSignIn<{ sessionId: string }> = session;
  // @ts-expect-error: only accounts makes one
  const first: FirstFactor = { account, method: 'password', factors: 'two' };
  assert.deepEqual([completed.account, first.account], [account, account]);
});
