import type { Notice } from '../cluster/cluster.ts';
import { ROOM_TOKEN, type RoomTokenClaims } from '../protocol.ts';

/** Room tokens live so long, and are read a moment before the news is dated. */
const LIFE = (ROOM_TOKEN.seconds + 60) * 1000;
/** So many are remembered: a hundred bytes each. */
const MOST = 100_000;

/**
 * What web ended while tokens for it were still good: without this, a script that was put out would come straight back
 * with the token it already has. Ids only, each for as long as such a token lives.
 *
 * Moments are compared with moments of the same clock only: when a token was true with when the news was, both by the
 * database's; and how long that lasts with our own, which is the one that tokens expire by here.
 */
export class Ended {
  /** Each with the moment it ended, by the database's clock. */
  readonly #ended = new Map<string, number>();
  readonly #most: number;
  #forgotten = 0;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Ends up to this moment may have been forgotten here, because there were too many. */
  get forgotten(): number {
    return this.#forgotten;
  }

  add(notice: Notice, received: number): void {
    const at = notice.at ?? received;
    for (const key of keysOf(notice)) {
      const before = this.#ended.get(key) ?? 0;
      this.#ended.delete(key);
      this.#ended.set(key, Math.max(at, before));
    }
    for (const [key, end] of this.#ended) {
      if (this.#ended.size <= this.#most) return;
      this.#ended.delete(key);
      this.#forgotten = Math.max(this.#forgotten, end);
    }
  }

  /** Whether its sign-in or its room ended, or the token was made before its person's right did. */
  includes(claims: RoomTokenClaims): boolean {
    if (this.#ended.size === 0) return false;
    // Ids of rooms and sign-ins are never used twice.
    if (this.#ended.has(room(claims.room_id))) return true;
    if (claims.sid !== undefined && this.#ended.has(signIn(claims.sid))) return true;
    const asOf = asOfToken(claims);
    const ends = [person(claims.sub), member(claims.sub, claims.room_id), everybodyIn(claims.room_id)].map(
      (key) => this.#ended.get(key) ?? 0,
    );
    // One of the very moment counts as older, its owner can get another.
    return ends.some((end) => asOf <= end);
  }

  /** Forgets what no living token can be for. */
  tick(date: number): void {
    for (const [key, end] of this.#ended) {
      if (end > date - LIFE) return;
      this.#ended.delete(key);
    }
  }
}

/** When what a token says was so, in milliseconds; one of the release before says the second only. */
export const asOfToken = (claims: RoomTokenClaims): number =>
  claims.as_of ?? (claims.iat ?? claims.exp - ROOM_TOKEN.seconds) * 1000;

const room = (id: string): string => `room ${id}`;
const person = (id: string): string => `person ${id}`;
const signIn = (id: string): string => `sign-in ${id}`;
const everybodyIn = (roomId: string): string => `everybody in ${roomId}`;
const member = (id: string, roomId: string): string => `member ${id} ${roomId}`;

function keysOf(notice: Notice): string[] {
  if (notice.type === 'room-closed') return [room(notice.room_id)];
  if (notice.type === 'person-removed') return [member(notice.person_id, notice.room_id)];
  if (notice.type === 'room-tokens-revoked') return notice.room_ids.map(everybodyIn);
  if (notice.type === 'sign-in-ended') return [signIn(notice.sign_in_id)];
  return notice.type === 'person-renamed' ? [] : notice.person_ids.map(person);
}
