import { isVisible } from '@lantern/service/text';
import { type ClientFrame, clientFrame, type ErrorCode, MAX_REF, MAX_TEXT, type Reply } from '../protocol.ts';

type Message = Extract<ClientFrame, { type: 'message' }>;
type Edit = Extract<ClientFrame, { type: 'edit' }>;
export type InvalidFrame = { type: 'invalid'; code: ErrorCode; ref?: string };

const TYPES: ReadonlySet<unknown> = new Set(clientFrame.options.map((option) => option.shape.type.value));

/**
 * Parses a frame of a client.
 *
 * Fields that are not in the schema are dropped, so that a frame cannot name another author or room.
 *
 * @param text of one text frame
 * @returns the frame, the text of a message or correction well-formed, visible, not too long and without white space at its end; or
 *   what is wrong with it, with its `ref` if that can be told
 */
export function parseFrame(text: string): ClientFrame | InvalidFrame {
  const value = parse(text);
  if (isPlainMessage(value)) return checkText({ type: value.type, text: value.text, ref: value.ref });
  const { success, data: frame } = clientFrame.safeParse(value);
  if (!success) return invalid(value);
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
