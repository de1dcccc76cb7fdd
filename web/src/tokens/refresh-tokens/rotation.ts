import { randomUUID } from 'node:crypto';
import type { Logger } from '@lantern/service/log';
import type { Account, AccountService, Caller, Revocation } from '../../accounts/index.ts';
import { LanternError } from '../../errors.ts';
import type { Limits } from '../../limits/limits.ts';
import type { CompletedSignIn } from '../../sign-in/index.ts';
import { mintAccessToken } from '../access-tokens.ts';
import type { RefreshTokenRepository, Renewed, Spent } from '../repository.ts';
import type { SigningKeys } from '../signing-keys/signing-keys.ts';
import {
  clientMark,
  firstExpiry,
  newRefreshToken,
  newSeed,
  nextExpiry,
  refreshTokenHash,
  type Successor,
  successorOf,
} from './refresh-token.ts';

export type TokenPair = { token: string; token_type: 'Bearer'; expires_in: number; refresh_token: string };

export type RefreshTokenParts = {
  accounts: AccountService;
  revocation: Revocation;
  refreshTokens: RefreshTokenRepository;
  keys: SigningKeys;
  limits: Limits;
  log: Logger;
};

/** A refresh whose answer was lost may be asked for again so soon, in seconds, by the same client. */
const REPEAT_SECONDS = 10;

/** Pairs of tokens: the first of a family, and the next for a refresh token, which is good once (RFC 9700, 4.14). */
export function refreshTokenRotation(parts: RefreshTokenParts) {
  const { accounts, revocation, refreshTokens, keys, limits, log } = parts;

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
      const signIn = { signInId: row.signInId };
      const person = await accounts.findEnabled(row.userId, { signIn });
      if (person?.signInEpoch === row.signInEpoch) return pair(person, row, successor);
      await revocation.signIn({ familyId: row.familyId });
      throw new LanternError('token_revoked');
    },
  };
}
