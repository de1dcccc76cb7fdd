import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { LanternError } from '../errors.ts';
import { type Batch, type Field, type Refusal, readBatch } from './batch.ts';

export type Batches = {
  /**
   * @param body UTF-8, as it came; a large one is given away to the worker that reads it
   * @throws LanternError `malformed_request`, `invalid_fields`, `keys_repeated`; `busy`
   */
  read(body: Uint8Array, field: Field): Promise<Batch>;
  close(): Promise<void>;
};

/** Read at once, in a millisecond: handing it to another thread would take longer. */
const SMALL = 64 * 1024;
/** Each that waits holds up to ten megabytes. */
const MAX_WAITING = 16;

/** Reads the bodies of batches, large ones in worker threads: ten megabytes take half a second. */
export function createBatches(): Batches {
  const pool = new Piscina<unknown, Batch | Refusal>({
    filename: new URL('./batch-worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: Math.max(1, availableParallelism() - 1),
    idleTimeout: 30_000,
    maxQueue: MAX_WAITING,
  });

  async function inWorker(body: Uint8Array, field: Field): Promise<Batch | Refusal> {
    if (pool.queueSize >= MAX_WAITING) throw new LanternError('busy');
    // A part of a larger buffer would take the rest along.
    const whole = body.byteLength === body.buffer.byteLength ? body : body.slice();
    return pool.run({ body: whole, field }, { transferList: [whole.buffer as ArrayBuffer] });
  }

  return {
    async read(body, field) {
      const read = body.byteLength <= SMALL ? readBatch(body, field) : await inWorker(body, field);
      if ('code' in read) throw new LanternError(read.code, read);
      return read;
    },
    close: () => pool.destroy(),
  };
}
