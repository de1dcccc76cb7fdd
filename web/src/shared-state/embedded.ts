import { type Connection, refusesWrites } from '@lantern/db';
import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { openSessionRepository } from '../sessions/repository.ts';
import { answersInMemory } from './answers.ts';
import { limiter } from './limiter.ts';
import { IDLE_SECONDS, type SharedState } from './shared-state.ts';

const PgStore = connectPgSimple(session);

export type EmbeddedStateParts = { connection: Connection; idleSeconds?: number | undefined };

/**
 * Shared state of a single process: what must survive a restart is in the database it has anyway.
 *
 * @param parts.idleSeconds how long a session lives without a request
 */
export function embeddedState({ connection, idleSeconds = IDLE_SECONDS }: EmbeddedStateParts): SharedState {
  const sessions = new PgStore({
    // The store asks for a pg pool and uses nothing of it but `query`.
    pool: { query: (text: string, values: unknown[]) => connection.query(text, values) } as never,
    tableName: 'session',
    ttl: idleSeconds,
    // Retention deletes what has expired, a part at a time.
    pruneSessionInterval: false,
  });
  const { touch } = sessions;
  // While nothing can be written, who reads goes on reading; the session ends sooner for it.
  sessions.touch = (id, data, done) =>
    touch.call(sessions, id, data, ((error?: unknown) =>
      (done as ((error?: unknown) => void) | undefined)?.(
        refusesWrites(error) ? undefined : error,
      )) as () => void);
  return {
    sessions,
    idleSeconds,
    openSessions: openSessionRepository(connection.db),
    limiter: ({ name, points, seconds }) =>
      limiter(new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })),
    answers: answersInMemory(),
    async check() {},
    async close() {
      sessions.close();
    },
  };
}
