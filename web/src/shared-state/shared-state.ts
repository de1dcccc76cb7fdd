import type { Store } from 'express-session';

/** What replicas share and may expire: Redis, or this process's own parts when there is only one. */
export type SharedState = {
  sessions: Store;
  /** @throws when it cannot be reached */
  check(): Promise<void>;
  close(): Promise<void>;
};

/** Seconds without a request after which a session ends. */
export const IDLE_SECONDS = 60 * 60;
