import { randomUUID } from 'node:crypto';
import { expect, test } from '../lantern.ts';
import { accessLines } from '../placement.ts';
import { asProcesses } from '../stacks/processes.ts';
import type { Stack } from '../stacks/stack.ts';

test('the gateway sends all sockets of a room to one chat process, and sockets without a room to any', async ({
  stack,
}) => {
  const { chats } = asProcesses(stack);
  expect(new Set(await upstreams(stack, `?room=${randomUUID()}`)).size).toBe(1);
  expect(new Set(await upstreams(stack, '')).size).toBe(chats.length);
});

test('the gateway answers 503 while no chat process runs, and finds them when they are back', async ({
  stack,
}) => {
  const { chats, hints, baseURL } = asProcesses(stack);
  const headers = { accept: 'application/json' };
  await Promise.all(chats.map((chat) => chat.stop()));
  try {
    for (const hint of hints) {
      const answer = await fetch(`${baseURL}/ws?room=${hint}`, { headers });
      expect(answer.status).toBe(503);
      expect(await answer.json()).toMatchObject({ status: 503, code: 'unavailable' });
    }
  } finally {
    await Promise.all(chats.map((chat) => chat.start()));
  }
  // Nobody is let in this way, but chat answers, as soon as the gateway has looked.
  for (const hint of hints) {
    const answer = async () => (await fetch(`${baseURL}/ws?room=${hint}`, { headers })).json();
    await expect.poll(answer).toEqual({ status: 'not found' });
  }
  // And each has its rooms again after a while.
  await expect.poll(async () => new Set(await upstreams(stack, '')).size).toBe(chats.length);
});

/** Asks many times. @returns the chat processes that answered */
async function upstreams({ baseURL, logs }: Stack, query: string): Promise<string[]> {
  const [userAgent, times] = [randomUUID(), 30];
  for (let time = 0; time < times; time++)
    await fetch(`${baseURL}/ws${query}`, { headers: { 'user-agent': userAgent } });
  const lines = async () => accessLines(await logs(), userAgent);
  await expect.poll(async () => (await lines()).length).toBe(times);
  return (await lines()).map(({ upstream }) => upstream);
}
