import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import type { AccountService, Caller, Endings, Person, SignInMethod } from '../accounts/service.ts';
import { LanternError } from '../errors.ts';
import type { Limit, Limits } from '../limits.ts';
import type { RevokedTokens } from '../shared-state/shared-state.ts';
import {
  ACCESS_TOKEN_SECONDS,
  type AccessClaims,
  accessTokenVerifier,
  mintAccessToken,
  passedSecondFactor,
} from './access-tokens.ts';
import { firstExpiry, newRefreshToken, nextExpiry, refreshTokenHash } from './refresh-tokens.ts';
import type { RefreshTokenRepository } from './repository.ts';
import { type RoomClaims, roomTokenVerifier } from './room-tokens.ts';
import type { SigningKeys } from './signing-keys.ts';

export { JWKS_MAX_AGE } from './key-schedule.ts';
export type { KeyService } from './key-service.ts';
export type { ProgramSignIn } from './sign-in.ts';
export type { SigningKeys };

/** Who calls the API, and with which token. */
export type Access = AccessClaims & { person: Person };
/** Who shows a room token, and the language of the page that it was made for. */
export type RoomPass = { person: Person; language: RoomClaims['locale'] };
export type TokenPair = { token: string; token_type: 'Bearer'; expires_in: number; refresh_token: string };
export type TokenService = ReturnType<typeof tokenService>;

export function tokenService(
  accounts: AccountService,
  endings: Endings,
  refreshTokens: RefreshTokenRepository,
  keys: SigningKeys,
  revoked: RevokedTokens,
  limits: Limits,
  log: Logger,
) {
  const verify = accessTokenVerifier(keys);
  const verifyRoomToken = roomTokenVerifier(keys);

  /** @param row of the refresh token */
  async function pair(
    person: Person,
    row: { familyId: string; secondFactor: boolean },
    refreshToken: string,
  ): Promise<TokenPair> {
    const { token, expiresIn } = await mintAccessToken(keys, person, row);
    return { token, token_type: 'Bearer', expires_in: expiresIn, refresh_token: refreshToken };
  }

  /** A used token that comes back was stolen, or its successor was: nobody can tell whose it is (RFC 9700, 4.14.2). */
  async function refuse(token: string): Promise<never> {
    const row = await refreshTokens.find(refreshTokenHash(token));
    if (!row) throw new LanternError('token_invalid');
    if (!row.usedAt) throw new LanternError('token_expired');
    await refreshTokens.deleteFamily(row.familyId);
    log.warn(
      { user_id: row.userId, family_id: row.familyId },
      'a refresh token was used again: its family is revoked',
    );
    throw new LanternError('token_revoked');
  }

  return {
    /** Begins a family of tokens for somebody who has just signed in. */
    async issue(person: Person, caller: Caller, method: SignInMethod): Promise<TokenPair> {
      const familyId = uuid();
      await accounts.recordSignIn(person.id, caller, method, { familyId });
      const { token, tokenHash } = newRefreshToken();
      const { id: userId, signInEpoch, secondFactor } = person;
      const row = { familyId, userId, signInEpoch, secondFactor, ...firstExpiry() };
      await refreshTokens.insert({ tokenHash, ...row });
      return pair(person, row, token);
    },

    /** @throws LanternError `token_invalid`, `token_expired`, `token_revoked`, `too_many_requests` */
    async refresh(token: string, caller: Caller): Promise<TokenPair> {
      await limits.refreshFromAddress.spend(caller.ip ?? 'unknown');
      const next = newRefreshToken();
      const row = await refreshTokens.rotate(refreshTokenHash(token), next.tokenHash, nextExpiry());
      if (!row) return refuse(token);
      const person = await accounts.findEnabled(row.userId);
      if (person?.signInEpoch === row.signInEpoch) return pair(person, row, next.token);
      await refreshTokens.deleteFamily(row.familyId);
      throw new LanternError('token_revoked');
    },

    /**
     * Who an access token is for, as the database knows them now.
     *
     * @param limit counted against that person; not before the signature is known to be ours, or anybody could use up
     * anybody's. A revoked token counts until it expires.
     * @throws LanternError `token_expired`, `token_signature`, `token_invalid`, `token_revoked`, `too_many_requests`
     */
    async authenticate(token: string, limit?: Limit): Promise<Access> {
      const claims = await verify(token);
      // Sent with the question whether the token is revoked; heard only when it is not.
      const counted = limit?.spend(claims.sub);
      counted?.catch(() => {});
      const [isRevoked, person] = await Promise.all([
        revoked.has(claims.sub, [claims.jti, claims.family]),
        accounts.findEnabled(claims.sub, { secondFactor: passedSecondFactor(claims) }),
      ]);
      if (isRevoked || !person || person.signInEpoch !== claims.epoch)
        throw new LanternError('token_revoked');
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
      const { sub, epoch, locale } = await verifyRoomToken(token);
      const person = await accounts.findEnabled(sub);
      if (person?.signInEpoch !== epoch) throw new LanternError('token_revoked');
      return { person, language: locale };
    },

    /** Ends this access token and the refresh tokens it came with. */
    async signOut({ sub, jti, exp, family }: Access): Promise<void> {
      await revoked.add(sub, jti, new Date(exp * 1000));
      await refreshTokens.deleteFamily(family);
    },

    /** Ends all tokens of one sign-in; the access token, too, at once. */
    async endFamily(userId: string, family: string): Promise<void> {
      await revoked.add(userId, family, new Date(Date.now() + ACCESS_TOKEN_SECONDS * 1000));
      await refreshTokens.deleteFamily(family);
    },

    /** Ends every session, token and chat socket of the person, and returns the epoch that begins with that. */
    async signOutEverywhere(personId: string): Promise<number> {
      const { epoch } = await endings.everywhere(personId);
      await refreshTokens.deleteOf(personId);
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
