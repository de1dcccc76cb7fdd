import type { CurrentUser } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import type { Limit } from '../limits/limits.ts';
import type { Locale } from '../locales/locales.ts';
import { type AccessClaims, accessTokenVerifier, passedSecondFactor } from './access-tokens.ts';
import { type RefreshTokenParts, refreshTokenRotation } from './refresh-tokens/rotation.ts';
import { type RoomRules, roomTokenVerifier } from './room-tokens/room-tokens.ts';

/** Who calls the API, and with which token. */
export type Access = AccessClaims & { person: CurrentUser };
/** Who shows a room token, and for which room it is. */
export type RoomPass = {
  person: CurrentUser;
  roomId: string;
  /** The locale of the page that the token was made for; undefined: its folder was removed since. */
  locale: Locale | undefined;
  /** What the token says of the person in the room. */
  rules: RoomRules;
};
export type TokenService = ReturnType<typeof tokenService>;

export function tokenService(parts: RefreshTokenParts) {
  const { accounts, revocation, refreshTokens, keys } = parts;
  const verify = accessTokenVerifier(keys);
  const verifyRoomToken = roomTokenVerifier(keys);

  return {
    ...refreshTokenRotation(parts),

    /**
     * Who an access token is for, as the database knows them now. Whether its sign-in was ended is asked with that: no cache
     * that comes back empty can make it good again.
     *
     * @param limit counted against that person; not before the signature is known to be ours, or anybody could use up
     * anybody's. A revoked token counts until it expires.
     * @throws LanternError `token_expired`, `token_signature`, `token_invalid`, `token_revoked`, `too_many_requests`
     */
    async authenticate(token: string, limit?: Limit): Promise<Access> {
      const claims = await verify(token);
      // This runs together with the account query. Its refusal counts only if the token is valid.
      const counted = limit?.spend(claims.sub);
      counted?.catch(() => {});
      const by = { signIn: { signInId: claims.sid }, secondFactor: passedSecondFactor(claims) };
      const person = await accounts.findEnabled(claims.sub, by);
      if (!person || person.signInEpoch !== claims.epoch) throw new LanternError('token_revoked');
      await counted;
      return { ...claims, person };
    },

    /**
     * Who a room token is for, as the database knows them now. Whether they may still enter that room is chat's to know: it
     * ends their sockets.
     *
     * @throws LanternError `token_expired`, `token_signature`, `token_invalid`, `token_revoked`
     */
    async authenticateInRoom(token: string): Promise<RoomPass> {
      const { sub, sid, epoch, locale, room_id: roomId, ...rules } = await verifyRoomToken(token);
      const person = await accounts.findEnabled(sub, sid === undefined ? {} : { signIn: { signInId: sid } });
      if (person?.signInEpoch !== epoch) throw new LanternError('token_revoked');
      return { person, roomId, locale, rules };
    },

    /** Ends the sign-in that this access token is of: everything that came of it, chat sockets too. */
    async signOut({ sub: userId, sid: id }: Access): Promise<void> {
      await revocation.signIn({ userId, id });
    },

    /**
     * Ends every session, token and chat socket of the person.
     *
     * @returns the epoch that begins with that
     * @throws LanternError `changed_meanwhile` when all that was ended since the person asked
     */
    async signOutEverywhere(person: CurrentUser): Promise<number> {
      const epoch = await revocation.everywhere(person);
      if (epoch === undefined) throw new LanternError('changed_meanwhile');
      await refreshTokens.deleteBefore(person.id, epoch);
      return epoch;
    },

    /**
     * After a change of password or second factor: whoever made it refreshes and goes on, all others sign in again.
     *
     * @param passed whether the person has shown a second factor; absent: what was, stays
     */
    keepSignedIn: (access: Access, epoch: number, passed = passedSecondFactor(access)): Promise<void> =>
      refreshTokens.keepFamily(access.sub, access.family, { signInEpoch: epoch, secondFactor: passed }),
  };
}
