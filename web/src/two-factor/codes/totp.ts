import { generateSecret, generateURI, verifySync } from 'otplib';

/** Seconds that a code is good for; it changes with every step (RFC 6238, 4.1). */
export const STEP_SECONDS = 30;

/** 160 random bits in Base32, as long as the hash that codes are made with (RFC 4226, 4: R6). */
export const newSecret = (): string => generateSecret({ length: 20 });

/** Whether a text could be one that `newSecret` made. */
export const isSecret = (text: string): boolean => /^[A-Z2-7]{32}$/.test(text);

/** What the app reads from the QR code (https://github.com/google/google-authenticator/wiki/Key-Uri-Format). */
export const keyUri = (secret: string, email: string): string =>
  generateURI({ issuer: 'Lantern', label: email, secret });

/**
 * Looks whether a code is that of now, of 30 seconds before or of 30 seconds after: people are slow, and phones are some seconds
 * behind or ahead. RFC 6238, 5.2 and 6, asks for no more than that; three codes of a million are good at a time, and five may be tried.
 *
 * @param code six digits
 * @param after the step of the last code that was accepted
 * @param now milliseconds since 1970
 * @returns the step that the code is of, which is later than `after`; undefined: it is wrong
 */
export function acceptedStep(
  secret: string,
  code: string,
  { after, now }: { after: number; now: number },
): number | undefined {
  const unixSeconds = Math.floor(now / 1000);
  // otplib throws where a code cannot be one, and where the last step is later than the clock allows.
  if (!/^\d{6}$/.test(code) || after > Math.floor(unixSeconds / STEP_SECONDS)) return undefined;
  const result = verifySync({
    secret,
    token: code,
    epoch: unixSeconds,
    epochTolerance: STEP_SECONDS,
    afterTimeStep: after,
  });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}
