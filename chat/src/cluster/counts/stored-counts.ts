import { z } from 'zod';
import type { RedisNode } from '../redis/node.ts';
import { type Counts, isNobody, type RoomCount } from './room-counts.ts';

/** The channel on which processes tell what has changed; also the key of the list of processes, with the time of each. */
export const COUNTS = 'lantern:counts';
/** The key of what one process counts: a hash of rooms. */
export const countsOf = (processId: string) => `${COUNTS}:${processId}`;

/** In seconds: what a process counted is gone so long after it was killed. */
export const EXPIRES_AFTER = 15;
/** In milliseconds. A killed process stays in the list so long, where it does no harm. Clocks may differ by less. */
const LISTED_FOR = 3_600_000;
/** So many rooms go into one command. */
const CHUNK = 1000;
/** A field that each hash begins with: Redis has no empty hash, and one that lost its fields is noticed. */
const MARK = '-';

/**
 * Redis keeps a string of less than 32 characters in less memory, so an id is written in 22.
 *
 * @param roomId a UUID
 */
const fieldOf = (roomId: string) => Buffer.from(roomId.replaceAll('-', ''), 'hex').toString('base64url');

function roomIdOf(field: string): string {
  const hex = Buffer.from(field, 'base64url').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `3` or `3+2`: alone, shared. Few rooms are on several processes. */
const textOf = ({ alone, shared }: RoomCount) => (shared > 0 ? `${alone}+${shared}` : String(alone));

function countOf(value: string): RoomCount {
  const [alone, shared] = value.split('+');
  return { alone: Number(alone), shared: Number(shared ?? 0) };
}

const messageSchema = z.object({
  process: z.uuid(),
  /** Goes up by one with each message: what is missing is seen. */
  number: z.int(),
  counts: z.record(z.string().length(22), z.string().regex(/^\d+(\+\d+)?$/)),
  event: z.enum(['rewritten', 'gone']).optional(),
});

export type CountsMessage = {
  process: string;
  number: number;
  /** What has changed. */
  counts: Counts;
  /** `rewritten`: all that the process counts has to be read; `gone`: it stops. */
  event?: 'rewritten' | 'gone' | undefined;
};

export function encodeMessage({ counts, ...rest }: CountsMessage): string {
  const fields = [...counts].map(([roomId, count]) => [fieldOf(roomId), textOf(count)]);
  return JSON.stringify({ ...rest, counts: Object.fromEntries(fields) });
}

/** @throws when it is no message about counts */
export function decodeMessage(bytes: Buffer): CountsMessage {
  const { counts, ...rest } = messageSchema.parse(JSON.parse(bytes.toString()));
  return {
    ...rest,
    counts: new Map(Object.entries(counts).map(([field, value]) => [roomIdOf(field), countOf(value)])),
  };
}

/** The parts of some counts, each small enough for one command. */
export function* inChunks(counts: Counts): Generator<Counts> {
  const all = [...counts];
  for (let at = 0; at < all.length; at += CHUNK) yield new Map(all.slice(at, at + CHUNK));
}

type Store = RedisNode['store'];

/** @throws when Redis cannot be reached or refuses */
export async function writeCounts(store: Store, key: string, counts: Counts): Promise<void> {
  const [there, empty]: [string[], string[]] = [[], []];
  for (const [roomId, count] of counts)
    if (isNobody(count)) empty.push(fieldOf(roomId));
    else there.push(fieldOf(roomId), textOf(count));
  await Promise.all([
    ...(there.length > 0 ? [store.hSet(key, there)] : []),
    ...(empty.length > 0 ? [store.hDel(key, empty)] : []),
  ]);
}

/** Begins anew, with nothing. */
export async function clearCounts(store: Store, key: string): Promise<void> {
  // In one write: a key that does not expire would stay.
  await Promise.all([store.del(key), store.hSet(key, MARK, 0), store.expire(key, EXPIRES_AFTER)]);
}

/**
 * Puts off the end of what a process counts.
 *
 * @returns whether it was there still
 */
export async function extendCounts(store: Store, key: string): Promise<boolean> {
  const [, marked] = await Promise.all([store.expire(key, EXPIRES_AFTER), store.hExists(key, MARK)]);
  return marked === 1;
}

/** Writes a process into the list, and takes those out that were killed. */
export async function listProcess(store: Store, processId: string): Promise<void> {
  const date = Date.now();
  await Promise.all([
    store.zAdd(COUNTS, { value: processId, score: date }),
    store.zRemRangeByScore(COUNTS, '-inf', date - LISTED_FOR),
    store.expire(COUNTS, EXPIRES_AFTER),
  ]);
}

/** The processes that may be there. */
export const listedProcesses = (store: Store): Promise<string[]> => store.zRange(COUNTS, 0, -1);

/** @returns undefined when the process is gone */
export async function readCounts(store: Store, key: string): Promise<Counts | undefined> {
  const counts = new Map<string, RoomCount>();
  let isThere = false;
  let cursor = '0';
  do {
    const page = await store.hScan(key, cursor, { COUNT: CHUNK });
    for (const { field, value } of page.entries)
      if (field === MARK) isThere = true;
      else counts.set(roomIdOf(field), countOf(value));
    cursor = page.cursor;
  } while (cursor !== '0');
  return isThere ? counts : undefined;
}
