import { PATH, ROOM_TOKEN } from '@lantern/chat/protocol';
import { SignJWT } from 'jose';
import { v4 as uuid } from 'uuid';
import { displayName, type Person } from '../accounts/service.ts';
import type { Room } from '../rooms/service.ts';
import { ALGORITHM } from './key-pair.ts';
import type { SigningKeys } from './signing-keys.ts';

export type RoomToken = { token: string; expires_in: number };

/**
 * A pass for one person into one room (RFC 7519), checked by the chat service with the public key alone. Whether the
 * person and the room exist is the caller's to check: both are asked for whole, so that nobody can do without.
 *
 * @returns the token and how many seconds it holds
 */
export async function mintRoomToken(keys: SigningKeys, person: Person, room: Room): Promise<RoomToken> {
  const { kid, key } = keys.current;
  const token = await new SignJWT({
    email: person.email,
    name: displayName(person),
    room: room.name,
    room_id: room.id,
  })
    .setProtectedHeader({ alg: ALGORITHM, typ: ROOM_TOKEN.type, kid })
    .setIssuer(ROOM_TOKEN.issuer)
    .setAudience(ROOM_TOKEN.audience)
    .setSubject(person.id)
    .setJti(uuid())
    .setIssuedAt()
    .setExpirationTime(`${ROOM_TOKEN.seconds}s`)
    .sign(key);
  return { token, expires_in: ROOM_TOKEN.seconds };
}

/** Where a room token is taken. */
export function chatUrl(origin: string): string {
  return origin.replace(/^http/, 'ws') + PATH;
}
