import { domainToASCII, domainToUnicode } from 'node:url';

/** RFC 5322, 3.2.3, and beyond ASCII the letters of RFC 6531. Quoted local parts and addresses in brackets nobody has. */
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\-\\p{L}\\p{M}\\p{N}]+";
const LOCAL = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, 'u');
/** What a domain is typed with, full stops of Chinese and Japanese keyboards included: the converter would decode `%41`, too. */
const DOMAIN = /^[\p{L}\p{M}\p{N}.\-\u3002\uFF0E\uFF61]+$/u;
/** RFC 1035, 2.3.1; the last label is no number, or it would be an address of IPv4. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * Reads an e-mail address as it is kept: the domain in ASCII (punycode, UTS #46) and small letters, the local part in NFC. Its
 * ASCII letters stay as they were typed; one that is not all ASCII gets small letters, because no database is asked to
 * compare those without regard to case.
 *
 * @returns undefined when it is none
 */
export function readEmail(typed: string): string | undefined {
  if (typed.length > 254) return undefined;
  const text = typed.trim().normalize('NFC');
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  if (!LOCAL.test(local) || Buffer.byteLength(local) > 64 || !DOMAIN.test(domain)) return undefined;
  const host = domainToASCII(domain);
  if (!HOST.test(host) || host.length > 253) return undefined;
  const address = `${isAscii(local) ? local : local.toLowerCase().normalize('NFC')}@${host}`;
  return Buffer.byteLength(address) > 254 ? undefined : address;
}

/**
 * What accounts are found by, and counted by when something is limited: of two ways to write an e-mail or a login that are the
 * same account's, the same. `asciiLower` of @lantern/db is what the database makes of what it keeps.
 *
 * @param name an e-mail or a login as somebody typed it; anything else is nobody's
 */
export function accountKey(name: string): string {
  const text = name.trim();
  return (readEmail(text) ?? text.slice(0, 254)).replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

/** An e-mail as people read it: the domain in its own letters. */
export function shownEmail(email: string): string {
  const at = email.lastIndexOf('@');
  // Nothing of it can be shown when it is no punycode after all.
  const domain = domainToUnicode(email.slice(at + 1)) || email.slice(at + 1);
  return email.slice(0, at + 1) + domain;
}

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text);
