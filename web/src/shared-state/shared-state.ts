import type { Store } from 'express-session';
import type { Limiter, Rule } from './limiter.ts';

/** What replicas share and may expire: Redis, or this process's own parts when there is only one. */
export type SharedState = {
  sessions: Store;
  limiter(rule: Rule): Limiter;
  /** @throws when it cannot be reached */
  check(): Promise<void>;
  close(): Promise<void>;
};

/** Seconds without a request after which a session ends. */
export const IDLE_SECONDS = 60 * 60;
