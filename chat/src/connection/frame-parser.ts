import { isVisible } from '@lantern/service/text';
import { type ClientFrame, clientFrame, type ErrorCode, MAX_REF, MAX_TEXT } from '../protocol.ts';

type Message = Extract<ClientFrame, { type: 'message' }>;
export type Unreadable = { type: 'unreadable'; code: ErrorCode; ref?: string };

const TYPES: ReadonlySet<unknown> = new Set(clientFrame.options.map((option) => option.shape.type.value));

/**
 * Reads what a client sent.
 *
 * Fields that are not in the schema are dropped, so that a frame cannot name another author or room.
 *
 * @param text of one text frame
 * @returns the frame, its text without white space at its end, well-formed, with something to see in it and of a length that is
 *   allowed; or what is wrong with it, with the `ref` of the message in question as far as it can be made out
 */
export function readFrame(text: string): ClientFrame | Unreadable {
  const value = parse(text);
  if (isMessage(value)) return checkText(value);
  const frame = clientFrame.safeParse(value);
  if (!frame.success) return unreadable(value);
  return frame.data;
}

/** What nearly every frame is, told without the schema, which takes longer than all else here. */
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

function unreadable(value: unknown): Unreadable {
  if (typeof value !== 'object' || value === null) return { type: 'unreadable', code: 'malformed' };
  const { type, ref } = value as { type?: unknown; ref?: unknown };
  const known = typeof type !== 'string' || TYPES.has(type);
  const echo = typeof ref === 'string' && ref !== '' && ref.length <= MAX_REF ? { ref } : {};
  return { type: 'unreadable', code: known ? 'malformed' : 'unknown_type', ...echo };
}

function checkText({ type, text, ref }: Message): Message | Unreadable {
  // A lone surrogate has no UTF-8, and would leave here as something else than came.
  // At its beginning white space is an indent, and lines left blank.
  const trimmed = text.toWellFormed().trimEnd();
  if (!isVisible(trimmed)) return { type: 'unreadable', code: 'text_empty', ref };
  if (trimmed.length > MAX_TEXT) return { type: 'unreadable', code: 'text_too_long', ref };
  return { type, text: trimmed, ref };
}
