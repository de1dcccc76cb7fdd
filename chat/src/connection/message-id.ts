/**
 * An id that tells a message from all others of its room, on whatever process they were said: 53 random bits, as 10 or 11 letters
 * and digits. It is no secret, and no count of what was said. A UUID would be a tenth of all that goes to everybody around a
 * short text (decision 24).
 */
export const messageId = (): string => Math.trunc(Math.random() * 2 ** 53).toString(36);
