import { isVisible } from '@lantern/service/text';
import {
  type ClientFrame,
  clientFrame,
  ENVELOPE,
  type ErrorCode,
  MAX_ENVELOPE,
  MAX_REF,
  MAX_TEXT,
  type Reply,
} from '../protocol.ts';

type Message = Extract<ClientFrame, { type: 'message' }>;
type Edit = Extract<ClientFrame, { type: 'edit' }>;
export type InvalidFrame = { type: 'invalid'; code: ErrorCode; ref?: string };

/** The frames that carry what a member says, or point to it. */
const CONTENTS: ReadonlySet<string> = new Set(['message', 'edit', 'withdraw', 'react']);
const TYPES: ReadonlySet<unknown> = new Set(clientFrame.options.map((option) => option.shape.type.value));

/**
 * Parses a frame of a client.
 *
 * Fields that are not in the schema are dropped, so that a frame cannot name another author or room.
 *
 * @param text of one text frame
 * @param isSealed whether it came in a sealed room, where what is said comes in envelopes only
 * @returns the frame, the text of a message or correction well-formed, visible, not too long and without white space at its end; or
 *   what is wrong with it, with its `ref` if that can be told
 */
export function parseFrame(text: string, isSealed = false): ClientFrame | InvalidFrame {
  const value = parse(text);
  if (isPlainMessage(value)) {
    const message = { type: value.type, text: value.text, ref: value.ref };
    return isSealed ? checkEnvelope(message) : checkText(message);
  }
  const { success, data: frame } = clientFrame.safeParse(value);
  if (!success) return invalid(value);
  if (isSealed && CONTENTS.has(frame.type)) return { type: 'invalid', code: 'not_sealed', ...refOf(frame) };
  if (frame.type === 'edit') return checkText(frame);
  if (frame.type !== 'message') return frame;
  const { reply } = frame;
  return checkText(reply ? { ...frame, reply: wellFormed(reply) } : frame);
}

/** Nearly every frame is a message that answers none: this recognises one without the schema, which takes longer than all the rest. */
function isPlainMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const { type, text, ref, reply } = value as Record<string, unknown>;
  if (type !== 'message' || reply !== undefined || typeof text !== 'string' || typeof ref !== 'string')
    return false;
  return ref !== '' && ref.length <= MAX_REF;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(value: unknown): InvalidFrame {
  if (typeof value !== 'object' || value === null) return { type: 'invalid', code: 'malformed' };
  const { type, ref } = value as { type?: unknown; ref?: unknown };
  const known = typeof type !== 'string' || TYPES.has(type);
  const echo = typeof ref === 'string' && ref !== '' && ref.length <= MAX_REF ? { ref } : {};
  return { type: 'invalid', code: known ? 'malformed' : 'unknown_type', ...echo };
}

/** Refuses a text that is no envelope: a member without the key must not believe that their words are sealed. */
function checkEnvelope({ type, text, ref }: Message): Message | InvalidFrame {
  if (text.length > MAX_ENVELOPE) return { type: 'invalid', code: 'text_too_long', ref };
  return ENVELOPE.test(text) ? { type, text, ref } : { type: 'invalid', code: 'not_sealed', ref };
}

/** @returns the frame's `ref`, as an error frame repeats it */
export const refOf = (frame: object): { ref?: string } =>
  'ref' in frame && typeof frame.ref === 'string' ? { ref: frame.ref } : {};

function checkText<Frame extends Message | Edit>(frame: Frame): Frame | InvalidFrame {
  const { ref } = frame;
  // A lone surrogate has no UTF-8 and would not leave as it came. White space at the beginning stays: it indents.
  const text = frame.text.toWellFormed().trimEnd();
  if (!isVisible(text)) return { type: 'invalid', code: 'text_empty', ref };
  if (text.length > MAX_TEXT) return { type: 'invalid', code: 'text_too_long', ref };
  return { ...frame, text };
}

const wellFormed = ({ id, author, name, text }: Reply): Reply => ({
  id: id.toWellFormed(),
  author: author.toWellFormed(),
  name: name.toWellFormed(),
  text: text.toWellFormed(),
});
