/** The schemas of what members say: messages, and what changes messages that were said. */
import { z } from 'zod';
import { EMOJI, MAX_EMOJI, MAX_ID, MAX_NAME, MAX_QUOTE, MAX_REF } from './content-limits.ts';

/** In UTF-16 units, as everywhere in the protocol; Zod's own `max` counts code points. */
const text = ({ min = 0, max }: { min?: number; max: number }) =>
  z.string().refine(({ length }) => length >= min && length <= max);

/** Chosen by the client. It names the frame in errors, and the member's own copy of what everybody gets. */
const ref = () => text({ min: 1, max: MAX_REF });
const id = () => text({ min: 1, max: MAX_ID });
const emoji = () => text({ max: MAX_EMOJI }).regex(EMOJI);

/** `author` is the id of an account. */
const reply = () =>
  z.object({
    id: id(),
    author: id(),
    name: text({ min: 1, max: MAX_NAME }),
    text: text({ max: MAX_QUOTE }),
  });

/** The frames with which a client says something. */
export const clientContents = () =>
  [
    z.object({ type: z.literal('message'), text: z.string(), ref: ref(), reply: reply().optional() }),
    /** Corrects an own message. The text is no command. */
    z.object({ type: z.literal('edit'), id: id(), text: z.string(), ref: ref() }),
    z.object({ type: z.literal('withdraw'), id: id(), ref: ref() }),
    z.object({ type: z.literal('react'), id: id(), emoji: emoji(), on: z.boolean(), ref: ref() }),
  ] as const;

export const messageFrame = <Member extends z.ZodType, At extends z.ZodType>(from: Member, at: At) =>
  z.object({
    type: z.literal('message'),
    id: z.string(),
    from,
    text: z.string(),
    at,
    /** The sender's own `ref`; clients match it together with `from.id`. */
    ref: z.string().optional(),
    reply: reply().optional(),
    /** The answer to the command in `text`. */
    answer: z.string().optional(),
    /** Only the member who ran the command gets this message. */
    private: z.literal(true).optional(),
    /** `text` is what `from` does. */
    action: z.literal(true).optional(),
  });

/** Clients apply it only if `from` is the author of the message `id` that they hold. The server holds none and cannot know. */
export const editFrame = <Member extends z.ZodType, At extends z.ZodType>(from: Member, at: At) =>
  z.object({ type: z.literal('edit'), id: id(), from, text: z.string(), at, ref: ref() });

/** Clients apply it under the same condition as `edit`. */
export const withdrawFrame = <Member extends z.ZodType, At extends z.ZodType>(from: Member, at: At) =>
  z.object({ type: z.literal('withdraw'), id: id(), from, at, ref: ref() });

/** `from` gives a reaction to a message, or takes it back. */
export const reactionFrame = <Member extends z.ZodType, At extends z.ZodType>(from: Member, at: At) =>
  z.object({ type: z.literal('reaction'), id: id(), from, emoji: emoji(), on: z.boolean(), at, ref: ref() });
