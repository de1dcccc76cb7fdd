import type { Socket } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { LanternError } from '../errors.ts';

/**
 * `known` browsers show by a signature that somebody was signed in there. Programs say that they have a token, which is not looked at
 * yet, and those who run the instance ask for its health: they go before strangers.
 */
export type Rank = 'known' | 'program' | 'stranger';

/** In milliseconds: a turn of the event loop that takes longer is shortened. */
const GOOD_TURN = 20;
/** How many requests one turn begins: at first, at least, and at most. */
const BEGUN = { first: 50, least: 8, most: 1000 };
/** With so many waiting, a turn that accepts a connection begins one request only. */
const MANY = 50;
/** In milliseconds: who has waited for longer is told to come back. */
const LONGEST_WAIT = 5000;
/** In seconds. */
const COME_BACK = 5;

type Waiting = { since: number; go: (error?: unknown) => void };

/**
 * Lets requests wait for later turns of the event loop when more have come at once than one turn has time for. Known browsers, the
 * sockets of rooms and timers get their turn in between.
 *
 * With a thousand connections ready at once libuv reads up to 48 times before it turns (uv__io_poll). A flood of requests that are
 * answered as they are read keeps all else waiting for a minute, a timer that would measure that lag too. So turns are measured from
 * their first request, and who waits is answered after the turn: they would ask again within it. And libuv accepts one connection in
 * a turn (uv__server_io), so turns are shortest while connections come, or new ones would wait behind a thousand others.
 *
 * @param rankOf asked only of who would have to wait
 * @param longestWait in milliseconds
 */
export function turns(rankOf: (req: Request) => Rank, longestWait = LONGEST_WAIT): RequestHandler {
  const waiting = { program: new Set<Waiting>(), stranger: new Set<Waiting>() };
  let most = BEGUN.first;
  let begun = 0;
  /** Whether a connection came in this turn: more may have come. */
  let isAccepting = false;
  const accepted = new WeakSet<Socket>();
  /** When this turn began, on a monotonic clock; undefined while there is nothing to do. */
  let since: number | undefined;

  /** Comes after what was ready has been read. What was begun goes on in the next turn, so that one is measured too. */
  function turn(): void {
    const now = performance.now();
    const took = now - (since ?? now);
    if (took > GOOD_TURN) most = Math.max(BEGUN.least, (most * GOOD_TURN) / took);
    else if (begun >= most) most = Math.min(BEGUN.most, most + 1);
    const wasIdle = begun === 0;
    const beginning = isAccepting && waiting.stranger.size > MANY ? 1 : most;
    isAccepting = false;
    begun = 0;
    for (const line of Object.values(waiting))
      for (const each of line) {
        if (begun >= beginning) break;
        begun += 1;
        line.delete(each);
        each.go(
          now - each.since > longestWait ? new LanternError('busy', { retryAfter: COME_BACK }) : undefined,
        );
      }
    since = wasIdle && begun === 0 ? undefined : now;
    if (since !== undefined) setImmediate(turn);
  }

  return (req, res, next) => {
    if (!accepted.has(req.socket)) {
      accepted.add(req.socket);
      isAccepting = true;
    }
    if (since === undefined) {
      since = performance.now();
      setImmediate(turn);
    }
    const isAnybodyWaiting = waiting.program.size + waiting.stranger.size > 0;
    if (!isAnybodyWaiting && begun < most) {
      begun += 1;
      return next();
    }
    const rank = rankOf(req);
    if (rank === 'known') return next();
    const own = { since: performance.now(), go: next };
    waiting[rank].add(own);
    res.once('close', () => waiting[rank].delete(own));
  };
}
