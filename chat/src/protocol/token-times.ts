import { ROOM_TOKEN, type RoomTokenClaims } from '../protocol.ts';

/** Returns when a token's claims were true, in seconds since 1970. */
export function issuedAt({ iat, exp }: Pick<RoomTokenClaims, 'iat' | 'exp'>): number {
  return iat ?? exp - ROOM_TOKEN.seconds;
}

/** Returns the same in milliseconds; a token of the release before gives the second only. */
export function tokenAsOf(claims: Pick<RoomTokenClaims, 'iat' | 'exp' | 'as_of'>): number {
  return claims.as_of ?? issuedAt(claims) * 1000;
}
