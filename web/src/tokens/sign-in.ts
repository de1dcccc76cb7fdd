import type { AccountService, Caller } from '../accounts/index.ts';
import { LanternError, UnfinishedSignIn } from '../errors.ts';
import type { PendingSignIn, SecondFactor } from '../two-factor/index.ts';
import type { PendingTokens } from './pending-tokens.ts';
import type { ProgramCredentials } from './schemas.ts';
import type { TokenPair, TokenService } from './service.ts';

export type ProgramSignIn = ReturnType<typeof programSignIn>;

/** How programs sign in: in one call, or in two when the code comes later. */
export function programSignIn(
  accounts: AccountService,
  secondFactor: SecondFactor,
  pendingTokens: PendingTokens,
  tokens: TokenService,
) {
  async function finish(pending: PendingSignIn, code: string, caller: Caller): Promise<TokenPair> {
    const { person, method } = await secondFactor.pass(pending, code, caller);
    return tokens.issue(person, caller, method);
  }

  return {
    /**
     * @throws LanternError `invalid_credentials`, `account_disabled`, `too_many_requests`, `code_invalid`, and
     * UnfinishedSignIn where a code is needed and was not sent
     */
    async withPassword({ code, ...credentials }: ProgramCredentials, caller: Caller): Promise<TokenPair> {
      const person = await accounts.signIn(credentials, caller);
      if (!person.hasTwoFactor) return tokens.issue(person, caller, 'password');
      const pending = secondFactor.hold(person);
      if (code === undefined) throw new UnfinishedSignIn(await pendingTokens.mint(pending));
      return finish(pending, code, caller);
    },

    /** @throws LanternError `token_…`, `code_invalid`, `sign_in_expired`, `too_many_requests` */
    async withCode(token: string, code: string, caller: Caller): Promise<TokenPair> {
      const pending = await pendingTokens.read(token);
      if (await secondFactor.isUsed(pending)) throw new LanternError('token_revoked');
      return finish(pending, code, caller);
    },
  };
}
