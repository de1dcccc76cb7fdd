import type { Store } from 'express-session';
import type { Answers } from './answers.ts';
import type { Limiter, Rule } from './limiter.ts';

/** What replicas share and may expire: Redis, or this process's own parts when there is only one. */
export type SharedState = {
  sessions: Store;
  /** How long they live without a request. */
  idleSeconds: number;
  openSessions: OpenSessions;
  limiter(rule: Rule): Limiter;
  answers: Answers;
  /** @throws when it cannot be reached, or takes no writes */
  check(): Promise<void>;
  close(): Promise<void>;
};

/** The records of `sessions`, for who looks at them from outside: looking renews none. */
export type OpenSessions = {
  /** @returns whose session each is and under which epoch it began, in the order of `ids`; undefined: there is none */
  find(ids: string[]): Promise<(SessionOwner | undefined)[]>;
  end(id: string): Promise<void>;
};
export type SessionOwner = { userId?: string; signInEpoch?: number };

/** Seconds without a request after which a session ends, unless SESSION_IDLE_SECONDS says otherwise. */
export const IDLE_SECONDS = 60 * 60;

/** A stranger's way to a provider, a challenge or a code that is awaited: nobody needs it longer. */
const STRANGER_SECONDS = 15 * 60;

/**
 * @param idleSeconds of who is signed in
 * @returns how long a record lives from when it is written: what strangers leave ends sooner
 */
export const ttlOf = (session: SessionOwner, idleSeconds: number): number =>
  session.userId ? idleSeconds : Math.min(STRANGER_SECONDS, idleSeconds);
