import { v7 as uuid } from 'uuid';
import type { Caller, PasswordSignIn } from '../accounts/index.ts';
import { LanternError, SecondFactorRequired } from '../errors.ts';
import type { SignInPipeline } from '../sign-in/index.ts';
import type { PendingTokens } from './pending-tokens.ts';
import type { TokenPair } from './refresh-tokens/rotation.ts';
import type { ProgramCredentials } from './schemas.ts';
import type { TokenService } from './service.ts';

export type ProgramSignInParts = {
  passwordSignIn: PasswordSignIn;
  pipeline: SignInPipeline;
  pendingTokens: PendingTokens;
  tokens: TokenService;
};

export type ProgramSignIn = ReturnType<typeof programSignIn>;

/** How a program goes through the sign-in pipeline: in one call, or in two when the code comes later. */
export function programSignIn({ passwordSignIn, pipeline, pendingTokens, tokens }: ProgramSignInParts) {
  const attemptOf = (caller: Caller) => ({ caller, prepare: () => ({ familyId: uuid() }) });

  return {
    /**
     * @throws LanternError `invalid_credentials`, `account_disabled`, `too_many_requests`, `code_invalid`, and
     * SecondFactorRequired where a code is needed and was not sent
     */
    async withPassword({ code, ...credentials }: ProgramCredentials, caller: Caller): Promise<TokenPair> {
      const first = await passwordSignIn.verify(credentials, caller);
      const result = await pipeline.withFirstFactor(first, attemptOf(caller), code);
      if (result.kind === 'completed') return tokens.issue(result.signIn);
      throw new SecondFactorRequired(await pendingTokens.mint(result.pending));
    },

    /** @throws LanternError `token_…`, `code_invalid`, `sign_in_expired`, `too_many_requests` */
    async withCode(token: string, code: string, caller: Caller): Promise<TokenPair> {
      const pending = await pendingTokens.read(token);
      if (await pipeline.isUsed(pending)) throw new LanternError('token_revoked');
      return tokens.issue(await pipeline.withSecondFactor(pending, code, attemptOf(caller)));
    },
  };
}
