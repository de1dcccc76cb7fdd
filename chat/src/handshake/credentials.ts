import type { IncomingHttpHeaders } from 'node:http';
import { PROTOCOL, TOKEN_PROTOCOL_PREFIX } from '../protocol.ts';

/** The token and the protocol that a client offers in its handshake. */
export type Credentials = { token: string | undefined; speaksProtocol: boolean };

/**
 * Finds the room token in the headers, the only place where no log takes it up: browsers can set none
 * but `Sec-WebSocket-Protocol`, programs use `Authorization: Bearer` (RFC 6750, section 2.1).
 */
export function readCredentials(headers: IncomingHttpHeaders): Credentials {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
  const protocols = offered.filter((part) => part !== '');
  const tokens = protocols.filter((part) => part.startsWith(TOKEN_PROTOCOL_PREFIX));
  return {
    token: tokens[0]?.slice(TOKEN_PROTOCOL_PREFIX.length) ?? bearer(headers.authorization),
    speaksProtocol: protocols.length === 0 || protocols.includes(PROTOCOL),
  };
}

function bearer(authorization: string | undefined): string | undefined {
  return /^Bearer +([^ ]+) *$/i.exec(authorization ?? '')?.[1];
}
