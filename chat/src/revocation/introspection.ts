import type { Cluster } from '../cluster/cluster.ts';
import type { Connection } from '../connection/connection.ts';
import { KeysUnavailable } from '../handshake/room-token.ts';
import type { RoomTokenClaims } from '../protocol.ts';
import { asOfToken, type Ended } from './revocation-list.ts';

/** Asked at once; who comes meanwhile waits. */
const AT_ONCE = 50;
/** More than these wait for nobody: they are told to come again. */
const MOST_WAITING = 5000;

/**
 * Asks web whether a room token still lets its owner in.
 *
 * @returns the time by the clock that tokens are dated by; undefined when the token lets nobody in any more
 * @throws when nobody can tell
 */
export type Vouch = (token: string) => Promise<number | undefined>;

/**
 * What this process did not hear. A token may have ended before the process began to listen to news, or while it did not hear any:
 * such a token is shown to web. One that is younger than an answer of web's, which was asked for after news had begun to pass, cannot have
 * ended unheard.
 *
 * @param vouch absent: there is no web to ask, and what was not heard ends with the tokens
 */
export function vouching(vouch: Vouch | undefined, cluster: Cluster, ended: Ended) {
  /** From when on everything was heard, by the clock of tokens and news, and since which beginning. */
  let heard = { since: 0, from: Number.POSITIVE_INFINITY };
  let asking = 0;
  const waiting: (() => void)[] = [];

  const heardAll = (claims: RoomTokenClaims) =>
    cluster.isConnected() &&
    heard.since === cluster.subscriptionEpoch() &&
    asOfToken(claims) > Math.max(heard.from, ended.forgotten);

  async function inTurn<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (waiting.length >= MOST_WAITING) throw new Error('too many are asked about');
    if (asking >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else asking += 1;
    try {
      return await ask();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else asking -= 1;
    }
  }

  async function recheckIn(connections: Connection[]): Promise<void> {
    for (let connection = connections.pop(); connection; connection = connections.pop()) {
      const { token, gone } = connection;
      if (!vouch || gone || token === undefined) continue;
      const good = await inTurn(() => vouch(token)).catch(() => true);
      if (good === undefined) connection.close('token_expired');
    }
  }

  return {
    /**
     * After news was not heard for a while: closes the sockets whose tokens have ended meanwhile. What web cannot tell ends with
     * the token.
     */
    recheck(connections: Connection[]): void {
      for (let worker = 0; worker < AT_ONCE / 2; worker += 1) void recheckIn(connections);
    },

    /**
     * @returns whether the token still lets its owner in, as far as can be known; a promise only where web is asked
     * @throws KeysUnavailable when web cannot tell
     */
    stillGood(claims: RoomTokenClaims, token: string): boolean | Promise<boolean> {
      if (!vouch) return asOfToken(claims) > ended.forgotten;
      if (heardAll(claims)) return true;
      const since = cluster.isConnected() ? cluster.subscriptionEpoch() : 0;
      return inTurn(() => vouch(token)).then(
        (from) => {
          if (from !== undefined && since > heard.since) heard = { since, from };
          return from !== undefined;
        },
        (cause) => {
          throw new KeysUnavailable('web cannot be asked', { cause });
        },
      );
    },
  };
}
