import type { Notice } from '../cluster/cluster.ts';
import { tokenAsOf } from '../protocol/token-times.ts';
import { ROOM_TOKEN, type RoomTokenClaims } from '../protocol.ts';

/** No room token lives longer. The minute covers the time from reading its claims to dating its revocation. */
const LIFETIME = (ROOM_TOKEN.seconds + 60) * 1000;
/** The list holds at most this many revocations, of a hundred bytes each. */
const MOST = 100_000;

/**
 * Holds each revocation as long as a room token from before it may be unexpired. Without this list a script that was removed
 * would come straight back with the token that it has. The list holds ids only.
 *
 * `includes` compares times of the database's clock only. `removeExpired` compares them with this process's clock, as the check of
 * `exp` does, so a revocation outlives every token that it concerns.
 */
export class RevocationList {
  /** Each revocation with its moment, by the database's clock. */
  readonly #revokedAt = new Map<string, number>();
  readonly #most: number;
  #evictedUntil = 0;

  constructor(most = MOST) {
    this.#most = most;
  }

  /** The list may lack revocations up to this moment, because there were too many. */
  get evictedUntil(): number {
    return this.#evictedUntil;
  }

  add(notice: Notice, receivedAt: number): void {
    const at = notice.at ?? receivedAt;
    for (const key of keysOf(notice)) {
      const before = this.#revokedAt.get(key) ?? 0;
      this.#revokedAt.delete(key);
      this.#revokedAt.set(key, Math.max(at, before));
    }
    for (const [key, revokedAt] of this.#revokedAt) {
      if (this.#revokedAt.size <= this.#most) return;
      this.#revokedAt.delete(key);
      this.#evictedUntil = Math.max(this.#evictedUntil, revokedAt);
    }
  }

  /** Whether the room of the token is deleted, or the token was revoked with its sign-in, its owner or its room. */
  includes(claims: RoomTokenClaims): boolean {
    if (this.#revokedAt.size === 0) return false;
    // Ids of rooms and sign-ins are never used twice.
    if (this.#revokedAt.has(room(claims.room_id))) return true;
    if (claims.sid !== undefined && this.#revokedAt.has(signIn(claims.sid))) return true;
    const asOf = tokenAsOf(claims);
    const revocations = [
      person(claims.sub),
      member(claims.sub, claims.room_id),
      everybodyIn(claims.room_id),
    ].map((key) => this.#revokedAt.get(key) ?? 0);
    // A token of the same moment counts as older: its owner can get another one.
    return revocations.some((revokedAt) => asOf <= revokedAt);
  }

  /** Removes the revocations that no unexpired token can be older than. */
  removeExpired(date: number): void {
    // The map is in the order in which the revocations arrived.
    for (const [key, revokedAt] of this.#revokedAt) {
      if (revokedAt > date - LIFETIME) return;
      this.#revokedAt.delete(key);
    }
  }
}

const room = (id: string): string => `room ${id}`;
const person = (id: string): string => `person ${id}`;
const signIn = (id: string): string => `sign-in ${id}`;
const everybodyIn = (roomId: string): string => `everybody in ${roomId}`;
const member = (id: string, roomId: string): string => `member ${id} ${roomId}`;

function keysOf(notice: Notice): string[] {
  if (notice.type === 'room-deleted') return [room(notice.room_id)];
  if (notice.type === 'member-removed') return [member(notice.user_id, notice.room_id)];
  // Open connections learn these from the notice itself. An older token says otherwise, so no connection may open with it.
  if (notice.type === 'member-role') return [member(notice.user_id, notice.room_id)];
  if (notice.type === 'member-muted') return [member(notice.user_id, notice.room_id)];
  if (notice.type === 'room-slow-mode') return [everybodyIn(notice.room_id)];
  if (notice.type === 'room-revocation') return notice.room_ids.map(everybodyIn);
  if (notice.type === 'sign-in-revocation') return [signIn(notice.sign_in_id)];
  return notice.type === 'user-renamed' || notice.type === 'room-renamed' ? [] : notice.user_ids.map(person);
}
