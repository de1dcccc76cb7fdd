import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { LanternError } from '../errors.ts';
import { type Batch, type Field, type Refusal, readBatch } from './batch.ts';

export type Batches = {
  /**
   * @param ownerId who sent it
   * @param body UTF-8, as it came; a large one is given away to the worker that reads it
   * @throws LanternError `malformed_request`, `invalid_fields`, `keys_repeated`; `busy`, `too_many_requests`
   */
  read(ownerId: string, body: Uint8Array, field: Field): Promise<Batch>;
  close(): Promise<void>;
};

/** Read at once, in a millisecond: handing it to another thread would take longer. */
const SMALL = 64 * 1024;
/** Each that waits holds up to ten megabytes. */
const MAX_WAITING = 16;
/** Of one account: nobody takes all the room there is. */
const MAX_OF_ONE = 4;

/** Reads the bodies of batches, large ones in worker threads: ten megabytes take half a second. */
export function createBatches(): Batches {
  const pool = new Piscina<unknown, Batch | Refusal>({
    filename: new URL('./batch-worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: Math.max(1, availableParallelism() - 1),
    idleTimeout: 30_000,
    maxQueue: MAX_WAITING,
  });

  /** How many large ones of each account are being read, or wait. */
  const underway = new Map<string, number>();

  async function inWorker(ownerId: string, body: Uint8Array, field: Field): Promise<Batch | Refusal> {
    const others = underway.get(ownerId) ?? 0;
    if (others >= MAX_OF_ONE) throw new LanternError('too_many_requests', { retryAfter: 1 });
    if (pool.queueSize >= MAX_WAITING) throw new LanternError('busy');
    underway.set(ownerId, others + 1);
    try {
      return await run(body, field);
    } finally {
      const left = (underway.get(ownerId) ?? 1) - 1;
      if (left > 0) underway.set(ownerId, left);
      else underway.delete(ownerId);
    }
  }

  function run(body: Uint8Array, field: Field): Promise<Batch | Refusal> {
    // A part of a larger buffer would take the rest along.
    const whole = body.byteLength === body.buffer.byteLength ? body : body.slice();
    return pool.run({ body: whole, field }, { transferList: [whole.buffer as ArrayBuffer] });
  }

  return {
    async read(ownerId, body, field) {
      const isSmall = body.byteLength <= SMALL;
      const read = isSmall ? readBatch(body, field) : await inWorker(ownerId, body, field);
      if ('code' in read) throw new LanternError(read.code, read);
      return read;
    },
    close: () => pool.destroy(),
  };
}
