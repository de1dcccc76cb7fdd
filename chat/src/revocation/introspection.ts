import type { Cluster } from '../cluster/cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { TokenUncheckable } from '../handshake/token-uncheckable.ts';
import { tokenAsOf } from '../protocol/token-times.ts';
import type { RoomTokenClaims } from '../protocol.ts';
import type { RevocationList } from './revocation-list.ts';

/** At most this many requests run at once; further ones wait. */
const CONCURRENCY = 50;
/** If this many requests wait, further ones are refused, and the clients try again later. */
const MOST_WAITING = 5000;

/**
 * Asks web whether a room token is still active (RFC 7662, token introspection).
 *
 * @param requestId the id of the handshake with this token
 * @returns the time by the clock that dates tokens; undefined when the token is not active
 * @throws when web does not answer
 */
export type Introspect = (token: string, requestId?: string) => Promise<number | undefined>;

export type IntrospectionParts = {
  /** Absent: there is no web to ask, and a revocation that this process missed takes effect when the token expires. */
  introspect: Introspect | undefined;
  cluster: Cluster;
  revocations: RevocationList;
};

/**
 * Finds the revocations that this process missed before it subscribed to notices or while it was disconnected. It asks web about
 * tokens from that time. A token that is younger than the answer to a request that was sent after the subscription began cannot
 * have been revoked unnoticed.
 */
export function introspection({ introspect, cluster, revocations }: IntrospectionParts) {
  /** The subscription, and since when it has missed nothing, by the clock of tokens and notices. */
  let complete = { subscription: 0, since: Number.POSITIVE_INFINITY };
  let running = 0;
  const waiting: (() => void)[] = [];

  const missedNothingSince = (claims: RoomTokenClaims) =>
    cluster.isConnected() &&
    complete.subscription === cluster.subscriptionCount() &&
    tokenAsOf(claims) > Math.max(complete.since, revocations.evictedUntil);

  async function limited<Answer>(request: () => Promise<Answer>): Promise<Answer> {
    if (waiting.length >= MOST_WAITING) throw new Error('too many introspection requests wait');
    if (running >= CONCURRENCY) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await request();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  async function recheckAll(connections: Connection[]): Promise<void> {
    for (let connection = connections.pop(); connection; connection = connections.pop()) {
      const { token, isClosed } = connection;
      if (!introspect || isClosed || token === undefined) continue;
      const active = await limited(() => introspect(token)).catch(() => true);
      if (active === undefined) connection.closeRevoked();
    }
  }

  return {
    /**
     * Closes the connections whose tokens were revoked while no notice arrived. If web does not answer, the connection closes when
     * its token expires.
     *
     * @param connections emptied
     */
    recheck(connections: Connection[]): void {
      for (let worker = 0; worker < CONCURRENCY / 2; worker += 1) void recheckAll(connections);
    },

    /**
     * @returns whether the token is still active; a promise only if web is asked
     * @throws TokenUncheckable when web does not answer
     */
    isActive(claims: RoomTokenClaims, token: string, requestId?: string): boolean | Promise<boolean> {
      if (!introspect) return tokenAsOf(claims) > revocations.evictedUntil;
      if (missedNothingSince(claims)) return true;
      const subscription = cluster.isConnected() ? cluster.subscriptionCount() : 0;
      return limited(() => introspect(token, requestId)).then(
        (since) => {
          if (since !== undefined && subscription > complete.subscription) complete = { subscription, since };
          return since !== undefined;
        },
        (cause) => {
          throw new TokenUncheckable('web cannot be asked', { cause });
        },
      );
    },
  };
}
