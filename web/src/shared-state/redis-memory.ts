import type { Logger } from '@lantern/service/log';
import { connectedNodes, type RedisClient } from './redis-client.ts';

/** In bytes; a Redis without a limit has none of its own. */
export type RedisMemory = { used: number; limit: number };

/** From this part of its memory on a Redis is nearly full; it has room again below the other. */
export const NEARLY_FULL = 0.8;
const ROOM_AGAIN = 0.75;

const EVERY_MS = 15_000;

/**
 * @param info the answer to `INFO memory`
 * @returns undefined when there is no limit
 */
export function memoryOf(info: string): RedisMemory | undefined {
  const number = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  const limit = number('maxmemory');
  return limit > 0 ? { used: number('used_memory'), limit } : undefined;
}

/** As the doctor and the log say it: "83 % of its 256 MB". */
export function inPercent({ used, limit }: RedisMemory): string {
  return `${Math.round((100 * used) / limit)} % of its ${Math.round(limit / 2 ** 20)} MB`;
}

export type MemoryWatch = {
  client: RedisClient;
  /** Told when a node is nearly full, and when it has room again: once each. */
  log: Logger;
  /** Milliseconds from one look to the next. */
  every?: number | undefined;
};

/**
 * Looks now and then how much of its memory Redis uses. Full, it refuses what is new: nobody could sign in any more, and whoever
 * runs the site would hear of it from them.
 *
 * @returns what was seen last, by the addresses of the nodes that have a limit; `stop` ends it
 */
export function watchMemory({ client, log, every = EVERY_MS }: MemoryWatch) {
  const seen = new Map<string, RedisMemory>();
  /** The nodes that are nearly full, by their addresses. */
  const full = new Set<string>();
  let toldWhy = false;
  let stopped = false;
  let timer = setTimeout(look, 0);

  async function look(): Promise<void> {
    await Promise.all(connectedNodes(client).map(lookAt));
    if (!stopped) timer = setTimeout(look, every).unref();
  }

  async function lookAt(node: ReturnType<typeof connectedNodes>[number]): Promise<void> {
    try {
      judge(node.address, memoryOf(await node.client.info('memory')));
    } catch (error) {
      const { message } = error as Error;
      // Not allowed to us. Whatever else fails is told by who waits for Redis.
      if (!message.startsWith('NOPERM') || toldWhy) return;
      toldWhy = true;
      log.info({ reason: message }, 'the memory of redis cannot be looked at: allow its user INFO');
    }
  }

  function judge(node: string, memory: RedisMemory | undefined): void {
    if (memory) seen.set(node, memory);
    else seen.delete(node);
    const part = memory ? memory.used / memory.limit : 0;
    if (memory && part >= NEARLY_FULL && !full.has(node)) {
      full.add(node);
      log.warn({ node, ...memory }, `redis is nearly full: it uses ${inPercent(memory)}`);
    } else if (part < ROOM_AGAIN && full.delete(node)) log.info({ node, ...memory }, 'redis has room again');
  }

  return {
    seen,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
