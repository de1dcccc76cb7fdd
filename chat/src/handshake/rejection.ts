import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { REQUEST_ID } from '@lantern/service/request-id';

/** Every reason to reject a handshake, with its HTTP status. */
const REJECTIONS = {
  protocol_unsupported: 400,
  token_missing: 401,
  token_invalid: 401,
  token_signature: 401,
  token_expired: 401,
  token_revoked: 401,
  origin_refused: 403,
  not_found: 404,
  too_many_sockets: 429,
  /** The token cannot be checked: the public keys cannot be fetched, or web cannot be asked whether it was revoked. */
  keys_unavailable: 503,
  restarting: 503,
} as const;

export type RejectionCode = keyof typeof REJECTIONS;
export const REJECTION_CODES = Object.keys(REJECTIONS) as RejectionCode[];

/** The `Retry-After` of a status, in seconds. */
const RETRY_AFTER: Partial<Record<number, number>> = { 429: 30, 503: 2 };

/** Answers an upgrade request with a short problem document (RFC 9457) instead of 101, and closes the connection. */
export function reject(stream: Duplex, code: RejectionCode, requestId: string): void {
  const status = REJECTIONS[code];
  const title = STATUS_CODES[status];
  const body = JSON.stringify({ type: 'about:blank', title, status, code, request_id: requestId });
  const retry = RETRY_AFTER[status];
  const lines = [
    `HTTP/1.1 ${status} ${title}`,
    'Connection: close',
    'Cache-Control: no-store',
    `${REQUEST_ID}: ${requestId}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 401 ? ['WWW-Authenticate: Bearer'] : []),
    ...(retry === undefined ? [] : [`Retry-After: ${retry}`]),
  ];
  // A client that does not close in turn must not hold the descriptor.
  stream.once('finish', () => stream.destroy());
  stream.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
