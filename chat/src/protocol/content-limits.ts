/** Lengths in UTF-16 units, as `String.length` counts them. */
export const MAX_NAME = 400;
export const MAX_REF = 64;
/** Of the id of a message. Ids are opaque: another server may make them otherwise. */
export const MAX_ID = 64;
/** Of the words of a message that a reply carries. */
export const MAX_QUOTE = 200;
export const MAX_EMOJI = 32;
/** Of an envelope: that of 16,384 bytes, which is the largest. */
export const MAX_ENVELOPE = 21_900;

/** Matches the text of a message in a sealed room: docs/sealed-rooms.md. */
export const ENVELOPE = /^lantern-sealed:1\.[A-Za-z0-9_-]+$/;

/**
 * Matches one emoji: a flag, a keycap, or a pictograph with its variants, joined ones too (UTS #51, section 1.4.9, without digits and
 * with tags for flags only). Any other text as a reaction would be a message past slow mode: tags are invisible letters, and what is
 * joined without being an emoji shows as a row of pictures. No emoji has more than four.
 */
export const EMOJI =
  /^(?:\p{RI}{2}|[#*\d]\ufe0f?\u20e3|\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}|\p{ExtPict}(?:\p{EMod}|\ufe0f)?(?:\u200d\p{ExtPict}(?:\p{EMod}|\ufe0f)?){0,3})$/u;
