import { type RoomTokenClaims as ChatClaims, MEMBER_ROLES, PATH, ROOM_TOKEN } from '@lantern/chat/protocol';
import { SignJWT } from 'jose';
import { v4 as uuid } from 'uuid';
import { z } from 'zod';
import { type CurrentUser, displayName } from '../../accounts/index.ts';
import { LanternError } from '../../errors.ts';
import { knownLocale, type Locale } from '../../locales/locales.ts';
import { demandEntry, type Standing } from '../../rooms/index.ts';
import { readToken } from '../read-token.ts';
import { ALGORITHM } from '../signing-keys/key-pair.ts';
import type { SigningKeys } from '../signing-keys/signing-keys.ts';

const claims = z.object({
  sub: z.uuid(),
  room_id: z.uuid(),
  epoch: z.number(),
  /** Absent from those that the release before made. */
  sid: z.uuid().optional(),
  locale: z.string().transform(knownLocale),
  role: z.enum(MEMBER_ROLES).optional(),
  muted_until: z.int().optional(),
  slow_mode: z.int().optional(),
});
export type RoomClaims = z.output<typeof claims>;

/** What a room token is made for, beside a person and a room. */
export type RoomTokenTerms = {
  /** The sign-in that it ends with. */
  signInId: string;
  /** In which commands are answered. */
  locale: Locale;
  /** Until the sign-in ends if nothing more is asked for in its session. */
  secondsLeft?: number;
};
export type RoomToken = { token: string; expires_in: number };

/** What chat is to know of a person in a room, beside that they may enter. */
export type RoomRules = Pick<ChatClaims, 'role' | 'muted_until' | 'slow_mode'>;

/** The rules that hold for a person in a room, as a room token says them. */
export function roomRules({ room, role, mute }: Standing): RoomRules {
  return {
    ...(role === 'owner' || role === 'moderator' ? { role } : {}),
    // Upwards: nobody writes too early.
    ...(mute ? { muted_until: Math.ceil(mute.until.getTime() / 1000) } : {}),
    ...(room.slowModeSeconds > 0 ? { slow_mode: room.slowModeSeconds } : {}),
  };
}

/**
 * A token that lets one person into one room (RFC 7519), checked by the chat service with the public key alone. Whether the
 * person and the room exist is the caller's to check: both are asked for whole, so that nobody can do without.
 *
 * Its times are by the database's clock, as `asOf` is: chat compares them with those of its notices, and the clocks of several
 * web processes may differ.
 *
 * @returns the token and how many seconds it holds
 * @throws LanternError what `demandEntry` throws
 */
export async function mintRoomToken(
  keys: SigningKeys,
  { person, standing }: { person: CurrentUser; standing: Standing },
  { signInId, locale, secondsLeft = ROOM_TOKEN.seconds }: RoomTokenTerms,
): Promise<RoomToken> {
  demandEntry(person, standing);
  const { room } = standing;
  const seconds = Math.min(ROOM_TOKEN.seconds, secondsLeft);
  const issuedAt = Math.floor(person.asOf / 1000);
  const { kid, key } = keys.current;
  const token = await new SignJWT({
    email: person.email,
    name: displayName(person, person.locale ?? locale),
    ...(person.login === null ? {} : { login: person.login }),
    room: room.name,
    room_id: room.id,
    ...roomRules(standing),
    ...(room.sealed === null ? {} : { sealed: true }),
    locale,
    sid: signInId,
    as_of: person.asOf,
    // For web alone: what ended the person's sessions ends the token's use there, too.
    epoch: person.signInEpoch,
  })
    .setProtectedHeader({ alg: ALGORITHM, typ: ROOM_TOKEN.type, kid })
    .setIssuer(ROOM_TOKEN.issuer)
    .setAudience(ROOM_TOKEN.audience)
    .setSubject(person.id)
    .setJti(uuid())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + seconds)
    .sign(key);
  return { token, expires_in: seconds };
}

/** @returns checks a room token that comes back to us; throws what `readToken` throws */
export function roomTokenVerifier(keys: SigningKeys): (token: string) => Promise<RoomClaims> {
  return async (token) => {
    const { data } = claims.safeParse(await readToken(keys, token, ROOM_TOKEN));
    if (!data) throw new LanternError('token_invalid');
    return data;
  };
}

/**
 * Where a room token is taken. The room stands in it for the gateway alone, which keeps a room's sockets in one chat process
 * when it can; chat believes the token.
 */
export function chatUrl(origin: string, room: { id: string }): string {
  return `${origin.replace(/^http/, 'ws')}${PATH}?room=${room.id}`;
}
