import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { LanternError } from '../errors.ts';
import { ProviderFault } from './providers/provider-fetch.ts';

/** Somebody changed their mind at the provider. */
export class Cancelled extends Error {
  override name = 'Cancelled';
}

/** Codes of `ClientError` that say what came back was wrong, forged perhaps, and not that nothing came. */
const WRONG_ANSWERS = [
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
  'OAUTH_PARSE_ERROR',
];

/** What token endpoints say of a code that is used, made up or another client's: the second is GitHub's. */
const WRONG_CODES = ['invalid_grant', 'bad_verification_code'];

/** A code as OAuth has them; whatever else stands there is the provider's text, and no matter for a log. */
const wellFormed = (code: unknown) =>
  typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? code : 'unknown';

/**
 * Why a provider was of no use, in a word that may stand in a log: nothing of it is what a provider sent, but a code.
 *
 * @returns such as `ECONNREFUSED`, `OAUTH_TIMEOUT`, `invalid_client`
 */
export function reasonOf(error: unknown): string {
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError)
    return wellFormed(error.error);
  if (error instanceof ProviderFault) return error.message;
  if (error instanceof LanternError) return (error.cause as Error | undefined)?.message ?? error.code;
  const { name, code, cause } = error as NodeJS.ErrnoException;
  return wellFormed((cause as NodeJS.ErrnoException | undefined)?.code ?? code ?? name);
}

/**
 * @param back whether people came back from the provider: then what is wrong may be theirs
 * @returns `provider_answer_invalid` for what may be forged, `provider_unavailable` for what the provider or the operator mends
 */
export function failureOf(error: unknown, back: boolean): Error {
  if (error instanceof AuthorizationResponseError && error.error === 'access_denied') return new Cancelled();
  if (error instanceof LanternError) return error;
  const cause = new Error(reasonOf(error));
  const wrong =
    back &&
    ((error instanceof ResponseBodyError && WRONG_CODES.includes(error.error)) ||
      (error instanceof ClientError && WRONG_ANSWERS.includes(error.code ?? '')));
  return new LanternError(wrong ? 'provider_answer_invalid' : 'provider_unavailable', { cause });
}
