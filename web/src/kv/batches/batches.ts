import { availableParallelism } from 'node:os';
import { LanternError } from '../../errors.ts';
import { type QueueState, WorkQueue } from '../../limits/work-queue.ts';
import { openWorkers } from '../../limits/workers.ts';
import { type Batch, type Field, type Refusal, readBatch } from './batch.ts';

export type Batches = {
  /** Of large bodies that are read, and of batches that the database does. */
  readonly queues: { reading: QueueState; performing: QueueState };
  /**
   * @param ownerId who sent it
   * @param body UTF-8, as it came; a large one is given away to the worker that reads it
   * @throws LanternError `malformed_request`, `invalid_fields`, `keys_repeated`; `busy`, `too_many_requests`
   */
  read(ownerId: string, body: Uint8Array, field: Field): Promise<Batch>;
  /**
   * Does what a batch asks of the database when its turn comes: others must find a connection as well.
   *
   * @throws LanternError `busy`, `too_many_requests`
   */
  perform<Result>(ownerId: string, work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

/** Read at once, in a millisecond: handing it to another thread would take longer. */
const SMALL = 64 * 1024;
/** Each that waits holds up to ten megabytes. */
const READING = { mostWaiting: 16, ofAccount: 2, ofAddress: 8, guess: 500 };
/** Of the database's ten connections, so many are for batches. Small ones are done in milliseconds, and programs send several at once. */
const PERFORMING = { width: 4, ofAccount: 8, ofAddress: 32, guess: 100 };

/**
 * Reads the bodies of batches, large ones in worker threads: ten megabytes take half a second.
 *
 * @param factor multiplies what one address may have under way: above 1 where many people share one
 */
export function createBatches(factor = 1): Batches {
  const width = Math.max(1, availableParallelism() - 1);
  const pool = openWorkers<{ body: Uint8Array; field: Field }, Batch | Refusal>(
    new URL('./batch-worker.ts', import.meta.url),
    { minThreads: 0, maxThreads: width },
  );
  const share = Math.max(1, factor);
  const reading = new WorkQueue({ ...READING, width, ofAddress: READING.ofAddress * share });
  const performing = new WorkQueue({
    ...PERFORMING,
    ofAccount: PERFORMING.ofAccount * share,
    ofAddress: PERFORMING.ofAddress * share,
  });

  function run(body: Uint8Array, field: Field): Promise<Batch | Refusal> {
    // A part of a larger buffer would take the rest along.
    const whole = body.byteLength === body.buffer.byteLength ? body : body.slice();
    return pool.run({ body: whole, field }, { transferList: [whole.buffer as ArrayBuffer] });
  }

  return {
    queues: { reading, performing },
    async read(ownerId, body, field) {
      const isSmall = body.byteLength <= SMALL;
      const read = isSmall ? readBatch(body, field) : await reading.do(ownerId, () => run(body, field));
      if ('code' in read) throw new LanternError(read.code, read);
      return read;
    },
    perform: (ownerId, work) => performing.do(ownerId, work),
    close: () => pool.destroy(),
  };
}
