import type { Store } from 'express-session';
import type { Limiter, Rule } from './limiter.ts';

/** What replicas share and may expire: Redis, or this process's own parts when there is only one. */
export type SharedState = {
  sessions: Store;
  limiter(rule: Rule): Limiter;
  revokedTokens: RevokedTokens;
  /** @throws when it cannot be reached */
  check(): Promise<void>;
  close(): Promise<void>;
};

/** Access tokens that were ended before their time; each is kept until it would have expired anyway. */
export type RevokedTokens = {
  add(userId: string, jti: string, expiresAt: Date): Promise<void>;
  has(userId: string, jti: string): Promise<boolean>;
};

/** Seconds without a request after which a session ends, unless SESSION_IDLE_SECONDS says otherwise. */
export const IDLE_SECONDS = 60 * 60;
