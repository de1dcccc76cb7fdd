import { RedisStore } from 'connect-redis';
import type { SessionData } from 'express-session';
import type { RedisClientType } from 'redis';

/**
 * Sessions in Redis, read and renewed by one command: what is asked for is in use. The usual store reads first and renews
 * after the page is made, a second round trip that holds back the page's last byte.
 *
 * @param idleSeconds how long a session lives without a request
 */
export class RedisSessions extends RedisStore {
  readonly #redis: RedisClientType;
  readonly #idleSeconds: number;

  constructor(client: RedisClientType, idleSeconds: number) {
    super({ client, prefix: 'session:', ttl: idleSeconds, disableTouch: true });
    this.#redis = client;
    this.#idleSeconds = idleSeconds;
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): Promise<void> {
    return this.#read(this.prefix + id).then((session) => done(null, session), done);
  }

  /** The records without renewing them. */
  async peek(ids: string[]): Promise<(SessionData | undefined)[]> {
    if (ids.length === 0) return [];
    const kept = await this.#redis.mGet(ids.map((id) => this.prefix + id));
    return kept.map((text) => (text === null ? undefined : JSON.parse(text)));
  }

  async #read(key: string): Promise<SessionData | null> {
    const kept = await this.#redis.getEx(key, { type: 'EX', value: this.#idleSeconds });
    return kept === null ? null : JSON.parse(kept);
  }
}
