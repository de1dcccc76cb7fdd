import { isVisible } from '@lantern/service/text';
import { type ClientFrame, clientFrame, type ErrorCode, MAX_REF, MAX_TEXT } from '../protocol.ts';

type Message = Extract<ClientFrame, { type: 'message' }>;
export type InvalidFrame = { type: 'invalid'; code: ErrorCode; ref?: string };

const TYPES: ReadonlySet<unknown> = new Set(clientFrame.options.map((option) => option.shape.type.value));

/**
 * Parses a frame of a client.
 *
 * Fields that are not in the schema are dropped, so that a frame cannot name another author or room.
 *
 * @param text of one text frame
 * @returns the frame, the text of a message well-formed, visible, not too long and without white space at its end; or what is wrong
 *   with it, with the message's `ref` if that can be told
 */
export function parseFrame(text: string): ClientFrame | InvalidFrame {
  const value = parse(text);
  if (isMessage(value)) return checkText(value);
  const frame = clientFrame.safeParse(value);
  if (!frame.success) return invalid(value);
  return frame.data;
}

/** Nearly every frame is a message: this recognises one without the schema, which takes longer than all the rest. */
function isMessage(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null) return false;
  const { type, text, ref } = value as Record<string, unknown>;
  if (type !== 'message' || typeof text !== 'string' || typeof ref !== 'string') return false;
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

function checkText({ type, text, ref }: Message): Message | InvalidFrame {
  // A lone surrogate has no UTF-8 and would not leave as it came. White space at the beginning stays: it indents.
  const trimmed = text.toWellFormed().trimEnd();
  if (!isVisible(trimmed)) return { type: 'invalid', code: 'text_empty', ref };
  if (trimmed.length > MAX_TEXT) return { type: 'invalid', code: 'text_too_long', ref };
  return { type, text: trimmed, ref };
}
