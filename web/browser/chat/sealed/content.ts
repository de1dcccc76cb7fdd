import { type ClientFrame, type Frame, MAX_REF, type ServerFrame } from '@lantern/chat/protocol';
import { type Content, readContent } from '../messages/content-frames.ts';

/** A frame of a client that says something. */
export type ClientContent = Extract<ClientFrame, { ref: string }>;
/** A frame of the server that does. */
export type ServerContent = Extract<ServerFrame, { type: 'message' | 'edit' | 'withdraw' | 'reaction' }>;

/** How an envelope was delivered: its own id, by whom, and when by the server's clock. */
export type Delivery = Pick<Frame<'message'>, 'id' | 'from' | 'at'>;

/** What is sealed. */
export interface SealedContent {
  /** When it was sealed, in milliseconds since 1970 by the clock of the sender's device. */
  at: number;
  /** The sender's own name for it; the same in each attempt to send it. */
  ref: string;
  content: Content;
}

/** Whether a frame says something, which in a sealed room travels in an envelope. */
export const carriesContent = (frame: ClientFrame): frame is ClientContent => 'ref' in frame;

/**
 * @param at see {@link SealedContent}
 * @returns the JSON that is sealed
 */
export const writeSealed = (frame: ClientContent, at: number): string =>
  JSON.stringify({ at, ref: frame.ref, ...contentOf(frame) });

function contentOf(frame: ClientContent): Content {
  if (frame.type === 'edit') return { edit: { id: frame.id, text: frame.text } };
  if (frame.type === 'withdraw') return { withdraw: { id: frame.id } };
  if (frame.type === 'react') return { reaction: { id: frame.id, emoji: frame.emoji, on: frame.on } };
  return { text: frame.text, ...(frame.reply ? { reply: frame.reply } : {}) };
}

/** In milliseconds: no date is further from 1970 (ECMAScript, time values). */
const MAX_TIME = 8.64e15;

/** @returns undefined for what this page does not know, such as what a later version says */
export function readSealed(json: string): SealedContent | undefined {
  const value = parse(json);
  const content = readContent(value);
  if (!content) return undefined;
  const { at, ref } = value as Record<string, unknown>;
  const isNamed = typeof ref === 'string' && ref !== '' && ref.length <= MAX_REF;
  return typeof at === 'number' && Math.abs(at) <= MAX_TIME && isNamed ? { at, ref, content } : undefined;
}

/** @returns the frame as which the server would deliver it if the room were not sealed */
export function frameOf({ ref, content }: SealedContent, { id, from, at }: Delivery): ServerContent {
  if ('edit' in content) return { type: 'edit', ...content.edit, from, at, ref };
  if ('withdraw' in content) return { type: 'withdraw', ...content.withdraw, from, at, ref };
  if ('reaction' in content) return { type: 'reaction', ...content.reaction, from, at, ref };
  return { type: 'message', id, from, ...content, at, ref };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
