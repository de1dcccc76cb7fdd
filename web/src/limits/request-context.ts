import { AsyncLocalStorage } from 'node:async_hooks';

/** A request whose client may still wait for the answer. */
export type RequestContext = {
  /** What counts as one address: see `addressKey`. */
  address: string;
  /** Names the request in logs; absent: it is not logged. */
  requestId?: string | undefined;
  /** Aborted when nobody waits any more: they hung up, or were told that it takes too long. */
  gone: AbortSignal;
};

/** Ends work that nobody waits for any more. It is no failure, and nobody is told of it. */
export class RequestAborted extends Error {
  override name = 'RequestAborted';
}

/** Why somebody was told that it takes too long: whatever it waits for, it is not known here. */
export class NoAnswerInTime extends Error {
  override name = 'NoAnswerInTime';
}

const contexts = new AsyncLocalStorage<RequestContext>();

/** Runs `work`, and all that it leads to, in `context`. */
export const runInRequest = (context: RequestContext, work: () => void): void => contexts.run(context, work);

/** For the log: the id of the request that a line is about. */
export function requestFields(): object {
  const id = contexts.getStore()?.requestId;
  return id === undefined ? {} : { request_id: id };
}

/** For whom this is being done; undefined for what the process does by itself, and in the console. */
export const currentRequest = (): RequestContext | undefined => contexts.getStore();
