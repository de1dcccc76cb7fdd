import { randomUUID } from 'node:crypto';
import type { Logger } from '@lantern/service/log';
import type { Account, AccountService, Caller, CurrentUser, Revocation } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import type { Limit, Limits } from '../limits/limits.ts';
import type { Locale } from '../locales/locales.ts';
import type { CompletedSignIn } from '../sign-in/index.ts';
import {
  type AccessClaims,
  accessTokenVerifier,
  mintAccessToken,
  passedSecondFactor,
} from './access-tokens.ts';
import {
  clientMark,
  firstExpiry,
  newRefreshToken,
  newSeed,
  nextExpiry,
  refreshTokenHash,
  type Successor,
  successorOf,
} from './refresh-tokens.ts';
import type { RefreshTokenRepository, Renewed, Spent } from './repository.ts';
import { roomTokenVerifier } from './room-tokens/room-tokens.ts';
import type { SigningKeys } from './signing-keys/signing-keys.ts';
/** Who calls the API, and with which token. */
export type Access = AccessClaims & { person: CurrentUser };
/** Who shows a room token, and for which room it is. */
export type RoomPass = {
  person: CurrentUser;
  roomId: string;
  /** The locale of the page that the token was made for; undefined: its folder was removed since. */
  locale: Locale | undefined;
};
export type TokenPair = { token: string; token_type: 'Bearer'; expires_in: number; refresh_token: string };
export type TokenParts = {
  accounts: AccountService;
  revocation: Revocation;
  refreshTokens: RefreshTokenRepository;
  keys: SigningKeys;
  limits: Limits;
  log: Logger;
};

export type TokenService = ReturnType<typeof tokenService>;

/** A refresh whose answer was lost may be asked for again so soon, in seconds, by the same client. */
const REPEAT_SECONDS = 10;

export function tokenService(parts: TokenParts) {
  const { accounts, revocation, refreshTokens, keys, limits, log } = parts;
  const verify = accessTokenVerifier(keys);
  const verifyRoomToken = roomTokenVerifier(keys);

  /** @param row of the refresh token */
  async function pair(
    account: Account,
    row: { familyId: string; secondFactor: boolean; signInId: string },
    { refreshToken, ...made }: Successor,
  ): Promise<TokenPair> {
    const { token, expiresIn } = await mintAccessToken(keys, account, { ...row, ...made });
    return { token, token_type: 'Bearer', expires_in: expiresIn, refresh_token: refreshToken };
  }

  /** A used token that comes back was stolen, or its successor was: nobody can tell whose it is (RFC 9700, 4.14.2). */
  async function refuse(spent: Spent | undefined): Promise<never> {
    if (!spent) throw new LanternError('token_invalid');
    const { row, ended } = spent;
    if (!row.usedAt && !ended) throw new LanternError('token_expired');
    if (row.usedAt && (await revocation.signIn({ familyId: row.familyId })))
      log.warn(
        { user_id: row.userId, family_id: row.familyId },
        'a refresh token was used again: its family is revoked',
      );
    throw new LanternError('token_revoked');
  }

  /** Whoever asks again at once did not hear the answer, or is another tab of the same program. */
  function isRepetition({ row, ended, justUsed, signInId }: Spent, client: string): boolean {
    return justUsed && !ended && signInId !== null && row.usedBy === client && row.successorSeed !== null;
  }

  return {
    /** Begins the family of refresh tokens that a sign-in was made for. */
    async issue(signIn: CompletedSignIn<{ familyId: string }>): Promise<TokenPair> {
      const { id: signInId, familyId, account, secondFactor } = signIn;
      const { token: refreshToken, tokenHash } = newRefreshToken();
      const { id: userId, signInEpoch } = account;
      const row = { familyId, userId, signInEpoch, secondFactor, ...firstExpiry() };
      await refreshTokens.insert({ tokenHash, ...row });
      const made = { refreshToken, id: randomUUID(), issuedAt: Math.floor(Date.now() / 1000) };
      return pair(account, { ...row, signInId }, made);
    },

    /**
     * Uses a refresh token up. The same client gets the same pair once more for some seconds: its answer may have been lost,
     * and two of its tabs may ask at once. Everybody else, and everybody later, ends the sign-in.
     *
     * @throws LanternError `token_invalid`, `token_expired`, `token_revoked`, `too_many_requests`
     */
    async refresh(token: string, caller: Caller): Promise<TokenPair> {
      await limits.refreshFromAddress.spend(caller.ip ?? 'unknown');
      const [hash, client, seed] = [refreshTokenHash(token), clientMark(token, caller), newSeed()];
      let successor = successorOf(token, seed);
      const next = { hash: refreshTokenHash(successor.refreshToken), expiresAt: nextExpiry(), seed };
      let row: Omit<Renewed, 'tokenHash'> | undefined = await refreshTokens.rotate(hash, {
        ...next,
        usedBy: client,
      });
      if (!row) {
        const spent = await refreshTokens.find(hash, REPEAT_SECONDS);
        if (!spent || !isRepetition(spent, client)) return refuse(spent);
        successor = successorOf(token, spent.row.successorSeed ?? '');
        row = { ...spent.row, signInId: spent.signInId ?? '' };
      }
      const used = { signInId: row.signInId };
      const person = await accounts.findEnabled(row.userId, { used });
      if (person?.signInEpoch === row.signInEpoch) return pair(person, row, successor);
      await revocation.signIn({ familyId: row.familyId });
      throw new LanternError('token_revoked');
    },

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
      // Sent with the question whether the token is revoked; heard only when it is not.
      const counted = limit?.spend(claims.sub);
      counted?.catch(() => {});
      const came = { used: { signInId: claims.sid }, secondFactor: passedSecondFactor(claims) };
      const person = await accounts.findEnabled(claims.sub, came);
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
      const { sub, sid, epoch, locale, room_id: roomId } = await verifyRoomToken(token);
      const person = await accounts.findEnabled(sub, sid === undefined ? {} : { used: { signInId: sid } });
      if (person?.signInEpoch !== epoch) throw new LanternError('token_revoked');
      return { person, roomId, locale };
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
