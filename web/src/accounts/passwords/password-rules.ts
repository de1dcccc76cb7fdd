import { isCommonPassword } from './common-passwords.ts';

/** Characters as people count them: code points. */
export const PASSWORD_LENGTH = { least: 8, most: 64 };

/**
 * The longest text that may be a password in NFC, in UTF-16 units: a character is taken apart into four at most, of two units each.
 * A longer one is not normalised: marks in the wrong order are sorted one by one, and 64 KB of them would keep the process for a second.
 */
export const MOST_UNITS = PASSWORD_LENGTH.most * 4 * 2;

/** What everybody knows of somebody, so that their password must not hold it. */
export type KnownOfPerson = { email?: string | undefined; login?: string | null | undefined };

/** The rules for a new password, each by the name that its text has. The server refuses by them, and the pages tick them off. */
export const passwordRules = {
  length: (password) => {
    const { length } = [...password];
    return length >= PASSWORD_LENGTH.least && length <= PASSWORD_LENGTH.most;
  },
  both_cases: (password) => /\p{Ll}/u.test(password) && /\p{Lu}/u.test(password),
  digit: (password) => /\p{Nd}/u.test(password),
  special: (password) => /[^\p{L}\p{N}]/u.test(password),
  uncommon: (password) => !/lantern/i.test(password) && !isCommonPassword(password),
  impersonal: (password, { email = '', login }) => {
    const [mailbox = ''] = email.split('@');
    const known = [...(email ? [email] : []), ...[mailbox, login ?? ''].filter((text) => text.length > 3)];
    return !known.some((text) => password.toLowerCase().includes(text.toLowerCase()));
  },
} satisfies Record<string, (password: string, person: KnownOfPerson) => boolean>;
