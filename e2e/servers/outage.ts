import { type APIRequestContext, expect } from '@playwright/test';
import type { Server } from '../stacks/stack.ts';

/** Stops the server while `story` goes on; afterwards starts it, and waits until web has found it again. */
export async function duringOutage(
  request: APIRequestContext,
  server: Server | undefined,
  story: () => Promise<void>,
): Promise<void> {
  if (!server) throw new Error('this stack has no such server');
  await server.halt();
  try {
    await story();
  } finally {
    await server.start();
  }
  // The processes of web answer in turn, and each of them has to find it.
  const isReady = async () => (await request.get('/health/ready')).ok();
  const areReady = async () => (await Promise.all(Array.from({ length: 8 }, isReady))).every(Boolean);
  await expect.poll(areReady).toBe(true);
}
