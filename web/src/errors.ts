/** Every failure that a person or a program may meet: its stable code and HTTP status. Texts: `errors:<code>` in locales/. */
export const catalogue = {
  invalid_fields: 400,
  malformed_request: 400,
  keys_repeated: 400,
  read_too_large: 400,
  reset_link_invalid: 400,
  email_link_invalid: 400,
  passkey_invalid: 400,
  passkey_expired: 400,
  provider_attempt_invalid: 400,
  provider_answer_invalid: 400,
  webhook_signature_invalid: 400,
  invalid_credentials: 401,
  not_signed_in: 401,
  token_missing: 401,
  token_invalid: 401,
  token_signature: 401,
  token_expired: 401,
  token_revoked: 401,
  code_invalid: 401,
  sign_in_expired: 401,
  passkey_refused: 401,
  passkey_unknown: 401,
  two_factor_required: 403,
  two_factor_mandatory: 403,
  confirmation_needed: 403,
  csrf_invalid: 403,
  foreign_origin: 403,
  permission_missing: 403,
  rights_exceed_yours: 403,
  room_restricted: 403,
  room_members_only: 403,
  room_banned: 403,
  member_outranks_you: 403,
  account_disabled: 403,
  page_not_found: 404,
  room_not_found: 404,
  user_not_found: 404,
  role_not_found: 404,
  membership_not_found: 404,
  session_not_found: 404,
  passkey_not_found: 404,
  social_account_not_found: 404,
  invite_not_found: 404,
  member_not_found: 404,
  transfer_not_found: 404,
  city_not_found: 404,
  command_unknown: 404,
  call_not_found: 404,
  keys_absent: 404,
  method_not_allowed: 405,
  body_too_slow: 408,
  email_taken: 409,
  login_taken: 409,
  email_already_verified: 409,
  room_name_taken: 409,
  role_name_taken: 409,
  role_sold: 409,
  membership_exists: 409,
  last_superuser: 409,
  social_account_taken: 409,
  provider_linked: 409,
  two_factor_on: 409,
  two_factor_off: 409,
  two_factor_not_begun: 409,
  changed_meanwhile: 409,
  own_account: 409,
  own_room: 409,
  member_banned: 409,
  moderators_full: 409,
  last_way_in: 409,
  passkey_taken: 409,
  passkeys_full: 409,
  stars_full: 409,
  invite_expired: 410,
  invite_revoked: 410,
  invite_used_up: 410,
  body_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
  busy: 503,
  provider_unavailable: 503,
  mail_not_configured: 503,
  passkeys_not_configured: 503,
  membership_not_configured: 503,
  payments_unavailable: 503,
  weather_not_configured: 503,
  weather_key_refused: 503,
  weather_over_quota: 503,
  weather_unavailable: 503,
  storage_full: 507,
} as const;

export type ErrorCode = keyof typeof catalogue;

/** What a code may have for a status beside that of the catalogue: see `SecondFactorRequired`. */
export const otherStatus: Partial<Record<ErrorCode, number>> = { two_factor_required: 401 };

/** What whoever runs this site has not set up: nothing failed, and it does not come back by itself. */
export const isNotSetUp = (code: ErrorCode): boolean => code.endsWith('_not_configured');

/** RFC 9457, 3.1.1: where the error is explained, on whatever host the instance is. */
export const problemType = (code: ErrorCode) => `/docs/errors#${code}`;

/** Field name → code of the rule it breaks; texts: `errors:fields.<code>`. */
export type FieldErrors = Record<string, string>;

/** What a refusal names: who sends thousands of fields, or one whose name is 60 KB, does not get them back. */
const NAMED = { fields: 20, characters: 100 };

function fewOf(fields: FieldErrors): FieldErrors {
  const few: FieldErrors = Object.create(null);
  for (const [name, rule] of Object.entries(fields).slice(0, NAMED.fields)) few[shortName(name)] ??= rule;
  return few;
}

const shortName = (name: string): string =>
  name.length > NAMED.characters ? name.slice(0, NAMED.characters).toWellFormed() : name;

/** As many names as a refusal says, and as much of each: for the members of one. */
export function fewNames(names: Iterable<string>): string[] {
  const few = new Set<string>();
  for (const name of names) {
    few.add(shortName(name));
    if (few.size === NAMED.fields) break;
  }
  return [...few];
}

/** A failure that is told to whoever asked. Anything else that is thrown is `internal` and told to the log only. */
export class LanternError extends Error {
  override name = 'LanternError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly fields: FieldErrors | undefined;
  /** What else its problem document says (RFC 9457, 3.2). */
  readonly members: Record<string, unknown> | undefined;
  /** Seconds after which it may go better. */
  readonly retryAfter: number | undefined;

  /**
   * @param code key of the catalogue
   * @param options.fields what is wrong with which field of the input; of the first 20, 100 characters of their names are kept
   * @param options.members what else its problem document says
   * @param options.retryAfter seconds, for the header of that name
   * @param options.cause what led here, for the log
   */
  constructor(
    code: ErrorCode,
    options: {
      fields?: FieldErrors;
      members?: Record<string, unknown>;
      retryAfter?: number;
      cause?: unknown;
    } = {},
  ) {
    super(code, { cause: options.cause });
    this.code = code;
    this.status = catalogue[code];
    this.fields = options.fields && fewOf(options.fields);
    this.members = options.members;
    const comesBack = this.status === 503 && !isNotSetUp(code);
    this.retryAfter = options.retryAfter ?? (comesBack ? 5 : undefined);
  }
}

/** The password was right, and the account asks for a code as well: RFC 9110 calls that not authenticated. */
export class SecondFactorRequired extends LanternError {
  override readonly status = 401;
  /** Lets the sign-in be finished with a code, and nothing else. */
  readonly pendingToken: string;

  constructor(pendingToken: string) {
    super('two_factor_required');
    this.pendingToken = pendingToken;
  }
}
