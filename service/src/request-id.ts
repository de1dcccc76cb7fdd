import { randomUUID } from 'node:crypto';

/** Names a request in the logs of the gateway, of web and of chat, and in the answer: one search finds all of them. */
export const REQUEST_ID = 'X-Request-Id';
/** The same header among those of a request: Node writes their names in lower case. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Gateways make ids like these: nginx 32 hexadecimal digits, others a UUID. Logs and answers hold the id unescaped. */
const FORM = /^[\w-]{8,64}$/;

/**
 * @param given the header of a request whose sender is trusted; absent: there is none
 * @returns it, or a new one where it is none
 */
export const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && FORM.test(given) ? given : randomUUID().replaceAll('-', '');
