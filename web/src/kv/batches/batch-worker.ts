import { type Batch, type Field, type Refusal, readBatch } from './batch.ts';

/** Runs in a worker thread. */
export default function work({ body, field }: { body: Uint8Array; field: Field }): Batch | Refusal {
  return readBatch(body, field);
}
