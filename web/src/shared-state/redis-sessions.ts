import { RedisStore } from 'connect-redis';
import type { SessionData } from 'express-session';
import type { RedisClient } from './redis-client.ts';
import { ttlOf } from './shared-state.ts';

/**
 * Sessions in Redis, read and renewed by one command: what is asked for is in use. The usual store reads first and renews
 * after the page is made, a second round trip that holds back the page's last byte.
 */
export class RedisSessions extends RedisStore {
  readonly #redis: RedisClient;
  readonly #idleSeconds: number;
  readonly #written = new WeakMap<SessionData, string>();

  /** @param parts.idleSeconds how long a session lives without a request */
  constructor({ client, idleSeconds }: { client: RedisClient; idleSeconds: number }) {
    super({
      client,
      prefix: 'session:',
      ttl: (session: SessionData) => ttlOf(session, idleSeconds),
      disableTouch: true,
    });
    this.#redis = client;
    this.#idleSeconds = idleSeconds;
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): Promise<void> {
    return this.#read(this.prefix + id).then((session) => done(null, session), done);
  }

  /**
   * What was written is not written again: express-session looks for changes under the id that a request came with, and at
   * the end of one that begins a session would save it a second time.
   */
  override async set(
    id: string,
    session: SessionData,
    done: (error?: unknown) => void = () => {},
  ): Promise<void> {
    const text = JSON.stringify(session);
    if (this.#written.get(session) === text) return done();
    await super.set(id, session, (error) => {
      if (!error) this.#written.set(session, text);
      done(error);
    });
  }

  /** The records without renewing them. */
  async peek(ids: string[]): Promise<(SessionData | undefined)[]> {
    if (ids.length === 0) return [];
    const records = await this.#redis.mGet(ids.map((id) => this.prefix + id));
    return records.map((text) => (text === null ? undefined : JSON.parse(text)));
  }

  async #read(key: string): Promise<SessionData | null> {
    const record = await this.#redis.getEx(key, { type: 'EX', value: this.#idleSeconds });
    return record === null ? null : JSON.parse(record);
  }
}
