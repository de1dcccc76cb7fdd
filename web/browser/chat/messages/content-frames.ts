import {
  type ClientFrame,
  EMOJI,
  type Frame,
  MAX_EMOJI,
  MAX_ID,
  MAX_NAME,
  MAX_QUOTE,
  MAX_TEXT,
  type Member,
  type Reply,
  type ServerFrame,
} from '@lantern/chat/protocol';
import { isVisible } from '@lantern/service/text';

/** What a member says: a message, or a change of one that was said. docs/protocol.md describes it. */
export type Content =
  | { text: string; reply?: Reply | undefined }
  | { edit: { id: string; text: string } }
  | { withdraw: { id: string } }
  | { reaction: { id: string; emoji: string; on: boolean } };

/** A content that arrived. */
export interface ReceivedContent {
  from: Member;
  /** When the server got it, in milliseconds since 1970. */
  at: number;
  /** Names it among its sender's own. */
  ref: string | undefined;
  content: Content;
  /** The frame of a message: its id, and what the server has made of a command. Absent: the content came in a frame of its own. */
  message?: Frame<'message'>;
}

type ContentFrame = Extract<ClientFrame, { ref: string }>;

/** Returns the frame that says a content. @param ref names it among one's own */
export function toFrame(content: Content, ref: string): ContentFrame {
  if ('edit' in content) return { type: 'edit', ...content.edit, ref };
  if ('withdraw' in content) return { type: 'withdraw', ...content.withdraw, ref };
  if ('reaction' in content) return { type: 'react', ...content.reaction, ref };
  const { text, reply } = content;
  return { type: 'message', text, ref, ...(reply ? { reply } : {}) };
}

/** Returns what a frame of the server says; undefined when it is one of another kind. */
export function fromFrame(frame: ServerFrame): ReceivedContent | undefined {
  const content = contentOf(frame);
  if (!content) return undefined;
  const { from, at, ref } = frame as Frame<'message' | 'edit' | 'withdraw' | 'reaction'>;
  return { from, at, ref, content, ...(frame.type === 'message' ? { message: frame } : {}) };
}

function contentOf(frame: ServerFrame): Content | undefined {
  if (frame.type === 'message') {
    const { text, reply } = frame;
    return { text, ...(reply ? { reply } : {}) };
  }
  if (frame.type === 'edit') return { edit: { id: frame.id, text: frame.text } };
  if (frame.type === 'withdraw') return { withdraw: { id: frame.id } };
  if (frame.type === 'reaction') return { reaction: { id: frame.id, emoji: frame.emoji, on: frame.on } };
  return undefined;
}

/**
 * Reads a content that the server could not check, as in a sealed room. Its limits are those of the frames.
 *
 * @param value anything that was parsed from JSON
 * @returns the content with the known fields alone; undefined when it is none
 */
export function readContent(value: unknown): Content | undefined {
  const { text: typed, reply, edit, withdraw, reaction } = fieldsOf(value);
  const text = readText(typed);
  if (text !== undefined) {
    if (reply === undefined) return { text };
    const read = readReply(reply);
    return read && { text, reply: read };
  }
  const { id, emoji, on, text: corrected } = fieldsOf(edit ?? withdraw ?? reaction);
  if (!isText(id, MAX_ID)) return undefined;
  if (edit !== undefined) {
    const read = readText(corrected);
    return read === undefined ? undefined : { edit: { id, text: read } };
  }
  if (withdraw !== undefined) return { withdraw: { id } };
  return isText(emoji, MAX_EMOJI) && EMOJI.test(emoji) && typeof on === 'boolean'
    ? { reaction: { id, emoji, on } }
    : undefined;
}

/** As chat does with the texts that it can read: well-formed, without white space at the end, and something to be seen in them. */
function readText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.toWellFormed().trimEnd();
  return isText(text, MAX_TEXT) && isVisible(text) ? text : undefined;
}

function readReply(value: unknown): Reply | undefined {
  const { id, author, name, text } = fieldsOf(value);
  const isReply =
    isText(id, MAX_ID) && isText(author, MAX_ID) && isText(name, MAX_NAME) && isText(text, MAX_QUOTE, 0);
  return isReply ? { id, author, name: name.toWellFormed(), text: text.toWellFormed() } : undefined;
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const isText = (value: unknown, max: number, min = 1): value is string =>
  typeof value === 'string' && value.length >= min && value.length <= max;
