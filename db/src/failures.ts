/** postgres.js's codes for a connection that is not there, and the system's own. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'ENETUNREACH',
  'ENETDOWN',
  'ECONNABORTED',
  'EAI_AGAIN',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'POOL_BUSY',
]);

/** A query that was not begun: too many others wait for a connection. */
export class PoolBusy extends Error {
  override name = 'PoolBusy';
  readonly code = 'POOL_BUSY';
}

/**
 * SQLSTATEs: 08 connection, 25006 a primary that became read-only or a standby, 25P03 idle in a transaction for too long, 25P04 a
 * transaction that took too long, 40001 and 40P01 the loser of a race, 53 out of resources (a full disk, too many connections), 55P03
 * a lock that was not given in time, 57014 a statement that took too long, 57P0x shutting down, starting up or idle for too long,
 * 58030 a disk that fails.
 *
 * A race that was lost is not run again by itself: what a request did beside its transaction, such as telling chat, would be done
 * twice.
 */
const UNAVAILABLE_STATE = /^(08|25006|25P0[34]|40001|40P01|53|55P03|57014|57P0|58030)/;

/**
 * The server is there and turns us away, until somebody changes that: 28 the user or its password, 3D000 a database that is gone or
 * renamed, 42501 a right that was taken away, 55000 a database that takes no connections.
 */
const REFUSAL_STATE = /^(28|3D000|42501|55000)/;

/** Those among UNAVAILABLE_STATE that say of the whole database that it takes no writes. */
const REFUSES_WRITES_STATE = /^(25006|53100|58030)/;

/**
 * True when a query failed because the database cannot be reached, is not serving or refuses us, so that a later try may succeed.
 * Whoever waits for a database asks `isRefusal` as well: that one does not pass by itself.
 */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  return (
    code !== undefined && (CONNECTION_CODES.has(code) || UNAVAILABLE_STATE.test(code) || isRefusal(error))
  );
}

/** True when it failed because the database refuses our user, its password or its rights, or has another name by now. */
export function isRefusal(error: unknown): boolean {
  return REFUSAL_STATE.test(codeOf(error) ?? '');
}

/** True when it was not begun: the database may be well, and others are before it. */
export function isPoolBusy(error: unknown): boolean {
  return codeOf(error) === 'POOL_BUSY';
}

/** True when it failed because nothing can be written at present: other writes would fail as well. */
export function refusesWrites(error: unknown): boolean {
  return REFUSES_WRITES_STATE.test(codeOf(error) ?? '');
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

/** The foreign key that a write broke (23503, foreign_key_violation), or undefined when it failed otherwise. */
export function violatedReference(error: unknown): string | undefined {
  const cause = causeOf(error);
  if (cause?.code !== '23503') return undefined;
  return cause.constraint_name ?? cause.constraint;
}

/** The SQLSTATE of a failure, or the code of its connection. */
export function codeOf(error: unknown): string | undefined {
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
