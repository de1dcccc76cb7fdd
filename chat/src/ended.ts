import type { Notice } from './backplane/backplane.ts';
import { issuedAt, ROOM_TOKEN, type RoomTokenClaims } from './protocol.ts';

const LIFE = ROOM_TOKEN.seconds * 1000;

/**
 * What web ended while tokens for it were still good: without this, a script that was put out would come straight back
 * with the token it already has. Ids only, each for as long as such a token lives.
 */
export class Ended {
  /** Each with the moment it ended, oldest first. */
  readonly #ended = new Map<string, number>();

  add(notice: Notice, date: number): void {
    for (const key of keysOf(notice)) {
      this.#ended.delete(key);
      this.#ended.set(key, date);
    }
  }

  /** Whether the token was issued before its room or its person's right ended. */
  includes(claims: RoomTokenClaims): boolean {
    if (this.#ended.size === 0) return false;
    // An id of a room is never used twice.
    if (this.#ended.has(room(claims.room_id))) return true;
    const issued = issuedAt(claims) * 1000;
    const ends = [person(claims.sub), member(claims.sub, claims.room_id), everybodyIn(claims.room_id)].map(
      (key) => this.#ended.get(key) ?? 0,
    );
    // A token's time is in whole seconds: one of the very second counts as older, its owner can get another.
    return ends.some((end) => issued <= end);
  }

  /** Forgets what no living token can be for. */
  tick(date: number): void {
    for (const [key, end] of this.#ended) {
      if (end > date - LIFE) return;
      this.#ended.delete(key);
    }
  }
}

const room = (id: string): string => `room ${id}`;
const person = (id: string): string => `person ${id}`;
const everybodyIn = (roomId: string): string => `everybody in ${roomId}`;
const member = (id: string, roomId: string): string => `member ${id} ${roomId}`;

function keysOf(notice: Notice): string[] {
  if (notice.type === 'room-closed') return [room(notice.room_id)];
  if (notice.type === 'person-removed') return [member(notice.person_id, notice.room_id)];
  if (notice.type === 'room-tokens-revoked') return notice.room_ids.map(everybodyIn);
  return notice.type === 'person-renamed' ? [] : notice.person_ids.map(person);
}
