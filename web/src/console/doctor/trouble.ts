const WORDS: [RegExp, (place: string) => string][] = [
  [/^(ENOTFOUND|EAI_AGAIN|EDNS)$/, (place) => `the name in ${place} is not known here`],
  [/^ECONNREFUSED$/, (place) => `nothing listens at ${place}`],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, (place) => `there is no way from here to ${place}`],
  [
    /^(ETIMEDOUT|CONNECT_TIMEOUT|UND_ERR_\w+_TIMEOUT|OAUTH_TIMEOUT|TimeoutError|AbortError|ABORT_ERR)$/,
    (place) => `${place} does not answer`,
  ],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNECTION|CONNECTION_CLOSED)$/, (place) => `${place} hangs up`],
  [/^CERT_HAS_EXPIRED$/, (place) => `the certificate of ${place} has expired`],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, (place) => `the certificate of ${place} is for another name`],
  [
    /SELF_SIGNED|^UNABLE_TO_/,
    (place) =>
      `the certificate of ${place} is of no authority known here (NODE_EXTRA_CA_CERTS=FILE adds one)`,
  ],
  [/^(EPROTO|ERR_SSL_\w+)$/, (place) => `${place} does not speak TLS`],
];

/**
 * Why another machine could not be asked, in words. Of what nobody foresaw only the kind is told: messages may hold what
 * was sent.
 *
 * @param place whom, as people know it, without user and password
 */
export const trouble = (error: unknown, place: string) => troubleOf(codeOf(error), place);

/** The same for who knows the code only. */
export function troubleOf(code: string, place: string): string {
  const words = WORDS.find(([pattern]) => pattern.test(code))?.[1];
  return words ? words(place) : `${place} cannot be asked (${code})`;
}

/** The innermost code, or the kind of the error: fetch, the drivers and nodemailer wrap what happened. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return 'unknown';
  if (error.cause instanceof Error) return codeOf(error.cause);
  if ('originalCode' in error && typeof error.originalCode === 'string') return error.originalCode;
  // A DOMException has a number there.
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Host and port of an address, and nothing else of it. */
export function placeOf(address: string): string {
  const { host, hostname } = new URL(address);
  return host || hostname;
}
