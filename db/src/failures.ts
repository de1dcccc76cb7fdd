/** postgres.js's codes for a connection that is not there, and the system's own. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
]);

/** SQLSTATE classes: 08 connection, 53 out of resources, 57P0x shutting down or starting up. */
const UNAVAILABLE_STATE = /^(08|53|57P0)/;

/** True when a query failed because the database cannot be reached or is not serving, so that a later try may succeed. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (CONNECTION_CODES.has(code) || UNAVAILABLE_STATE.test(code));
}

/**
 * The unique index that a write ran into, or undefined when it failed otherwise (23505 is unique_violation,
 * https://www.postgresql.org/docs/17/errcodes-appendix.html).
 */
export function violatedIndex(error: unknown): string | undefined {
  const cause = causeOf(error);
  if (cause?.code !== '23505') return undefined;
  // postgres.js says constraint_name, PGlite constraint.
  return cause.constraint_name ?? cause.constraint;
}

/** The check that a write broke (23514, check_violation), or undefined when it failed otherwise. */
export function violatedCheck(error: unknown): string | undefined {
  const cause = causeOf(error);
  if (cause?.code !== '23514') return undefined;
  return cause.constraint_name ?? cause.constraint;
}

function codeOf(error: unknown): string | undefined {
  return causeOf(error)?.code;
}

type DriverError = { code?: string; constraint_name?: string; constraint?: string };

/** drizzle wraps the driver's error, a failed connection may come as an AggregateError: the innermost with a code tells. */
function causeOf(error: unknown): DriverError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at as DriverError;
  }
  return undefined;
}
