import type { Connection } from '@lantern/db';
import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { openSessionRepository } from '../sessions/repository.ts';
import { revokedTokenRepository } from '../tokens/repository.ts';
import { answersInMemory } from './answers.ts';
import { limiter } from './limiter.ts';
import { IDLE_SECONDS, type SharedState } from './shared-state.ts';

const PgStore = connectPgSimple(session);

/**
 * Shared state of a single process: what must survive a restart is in the database it has anyway.
 *
 * @param idleSeconds how long a session lives without a request
 */
export function embeddedState(connection: Connection, idleSeconds = IDLE_SECONDS): SharedState {
  const sessions = new PgStore({
    // The store asks for a pg pool and uses nothing of it but `query`.
    pool: { query: (text: string, values: unknown[]) => connection.query(text, values) } as never,
    tableName: 'session',
    ttl: idleSeconds,
    pruneSessionInterval: 15 * 60,
  });
  return {
    sessions,
    openSessions: openSessionRepository(connection.db),
    limiter: ({ name, points, seconds }) =>
      limiter(new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })),
    revokedTokens: revokedTokenRepository(connection.db),
    answers: answersInMemory(),
    async check() {},
    async close() {
      sessions.close();
    },
  };
}
