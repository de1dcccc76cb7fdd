import { createHmac, randomBytes } from 'node:crypto';

/** Crockford's Base32 (https://www.crockford.com/base32.html): no letter in it looks like a digit or another letter. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CODES = 10;
const LENGTH = 16;

/** Ten codes of 80 random bits, in groups of four to be copied by hand. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    // 32 signs: the lower five bits of a byte choose each alike.
    const signs = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte & 31]).join('');
    return signs.match(/.{4}/g)?.join('-') ?? signs;
  });
}

/** What was typed, as `newRecoveryCodes` would have written it without its hyphens; undefined when it cannot be one. */
export function readRecoveryCode(typed: string): string | undefined {
  const signs = typed.toLowerCase().replace(/[\s-]/g, '').replace(/[il]/g, '1').replace(/o/g, '0');
  return signs.length === LENGTH && [...signs].every((sign) => ALPHABET.includes(sign)) ? signs : undefined;
}

/**
 * What the database knows a code by. With a key that is not in the database: 80 bits can be tried through by whoever has
 * enough machines, and for the person, so that nobody's row is good for somebody else.
 *
 * @param code as `readRecoveryCode` returns it
 * @param key 32 bytes
 */
export function recoveryCodeHash(code: string, userId: string, key: Buffer): string {
  return createHmac('sha256', key).update(`${userId} ${code}`).digest('base64url');
}
