import { randomUUID } from 'node:crypto';
import { type BrowserContext, expect } from '@playwright/test';
import type { Stack } from './stacks/stack.ts';

/** A line of the gateway's access log. */
export type AccessLine = { path: string; status: number; upstream: string; user_agent: string };

/** The lines of what was asked for under this user agent; a line is written when its answer is over. */
export function accessLines(logs: string, userAgent: string): AccessLine[] {
  return (logs.match(/\{"time":.*"service":"nginx".*\}/g) ?? [])
    .map((line): AccessLine => JSON.parse(line))
    .filter((line) => line.user_agent === userAgent);
}

type Gateway = Pick<Stack, 'baseURL' | 'logs'>;

/** @returns the address of the chat process that the gateway sends the sockets of this room to */
export async function upstreamOf({ baseURL, logs }: Gateway, room: string): Promise<string> {
  const userAgent = randomUUID();
  await fetch(`${baseURL}/ws?room=${room}`, { headers: { 'user-agent': userAgent } });
  let line: AccessLine | undefined;
  await expect
    .poll(async () => {
      [line] = accessLines(await logs(), userAgent);
      return line;
    })
    .toBeDefined();
  return line?.upstream ?? '';
}

/**
 * Asks the gateway until every chat process was met.
 *
 * @param addresses of the chat processes
 * @returns for each of them the name of a room whose sockets are sent there
 */
export async function findHints(gateway: Gateway, addresses: string[]): Promise<string[]> {
  const hints = new Map<string, string>();
  while (hints.size < addresses.length) {
    const room = randomUUID();
    hints.set(await upstreamOf(gateway, room), room);
  }
  return addresses.map((address) => hints.get(address) ?? '');
}

/** Lets the sockets of these pages name another room to the gateway than the one that their tokens are for. */
export async function comeBy(context: BrowserContext, hint: string): Promise<void> {
  await context.addInitScript((room) => {
    globalThis.WebSocket = class extends WebSocket {
      constructor(...[url, protocols]: ConstructorParameters<typeof WebSocket>) {
        super(String(url).replace(/(?<=\?room=).*/, room), protocols);
      }
    };
  }, hint);
}
