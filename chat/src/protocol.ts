/**
 * The protocol `lantern.v1`, spoken over `/ws` in JSON text frames: every frame's schema and type, for chat, web, browser
 * and bench alike. docs/protocol.md describes it for those who write clients.
 *
 * Handshake: `Sec-WebSocket-Protocol: lantern.v1, jwt.<room token>` (browsers) or `Authorization: Bearer <room token>`.
 * The schemas are built by functions marked pure, so that a browser bundle that imports only constants and types carries
 * no validator (which, besides its size, would run into the page's content security policy).
 */
import { z } from 'zod';
import { MAX_NAME } from './protocol/content-limits.ts';
import {
  clientContents,
  editFrame,
  messageFrame,
  reactionFrame,
  withdrawFrame,
} from './protocol/content-schemas.ts';

export * from './protocol/content-limits.ts';

export const PROTOCOL = 'lantern.v1';
/** Prefix of the sub-protocol that carries the token: `jwt.<token>`. */
export const TOKEN_PROTOCOL_PREFIX = 'jwt.';
export const PATH = '/ws';

/** In UTF-16 units, as `String.length` counts them, without white space at the end. */
export const MAX_TEXT = 4000;
/** In bytes; a longer frame closes the socket with 1009. */
export const MAX_FRAME = 24 * 1024;
/** At most this many members are listed in one frame; `count` is always all of them. */
export const MAX_LISTED = 200;
/** At most this many names go with a command. */
export const MAX_NAMED = 50;

/**
 * Matches a text that asks for a command: a slash, a word and maybe more words. A path (`/etc/hosts`) and a slash by itself are
 * sent as they are. A text that begins with two slashes and a word is sent without the first slash. White space before the
 * slash does not count.
 */
export const COMMAND = /^\/(\p{L}[\p{L}\p{N}_-]*)(?:\s+(.*))?$/su;

export const CLOSE = {
  goingAway: 1001,
  tooBig: 1009,
  restart: 1012,
  tokenExpired: 4401,
  removed: 4403,
  roomDeleted: 4404,
  tooSlow: 4408,
  flooding: 4429,
} as const;

export const ERROR_CODES = [
  'malformed',
  'unknown_type',
  'text_empty',
  'text_too_long',
  'rate_limited',
  'token_invalid',
  'command_failed',
  'muted',
  'slow_down',
  'not_sealed',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export const CLOSING_REASONS = [
  'restart',
  'room_deleted',
  'removed',
  'token_expired',
  'too_slow',
  'flooding',
] as const;
export type ClosingReason = (typeof CLOSING_REASONS)[number];

/** Who keeps order in a room; `owner` and `moderator` are marks that everybody sees. */
export const MEMBER_ROLES = ['owner', 'moderator'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];
/** In seconds: the longest wait from one message of a member to the next. */
export const MAX_SLOW_MODE = 21_600;

export const clientFrame = /* @__PURE__ */ clientFrameSchema();
export const serverFrame = /* @__PURE__ */ serverFrameSchema();

export type ClientFrame = z.infer<ReturnType<typeof clientFrameSchema>>;
export type ServerFrame = z.infer<ReturnType<typeof serverFrameSchema>>;
export type Frame<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;
export type Member = Frame<'welcome'>['you'];
/** The message that another message answers, as its author has seen it: the server cannot check it. */
export type Reply = NonNullable<Frame<'message'>['reply']>;

/** The claims of a room token, once its signature, issuer, audience, type and time are checked. */
export const roomTokenClaims = /* @__PURE__ */ roomTokenClaimsSchema();
export type RoomTokenClaims = z.infer<ReturnType<typeof roomTokenClaimsSchema>>;
/** `POST /commands` of web, with the member's own room token: chat asks, web answers. */
export const commandRequest = /* @__PURE__ */ commandRequestSchema();
export type CommandRequest = z.infer<ReturnType<typeof commandRequestSchema>>;
export const commandAnswer = /* @__PURE__ */ commandAnswerSchema();
export type CommandAnswer = z.infer<ReturnType<typeof commandAnswerSchema>>;
/** `reason` is a code of web's catalogue of errors, `detail` its words in the member's locale. */
export type CommandOutcome = CommandAnswer | { kind: 'failed'; reason: string; detail?: string };

export const ROOM_TOKEN = {
  issuer: 'lantern',
  audience: 'lantern-chat',
  type: 'room+jwt',
  seconds: 600,
} as const;

function clientFrameSchema() {
  return z.discriminatedUnion('type', [
    ...clientContents(),
    z.object({ type: z.literal('typing') }),
    z.object({ type: z.literal('renew'), token: z.string() }),
    /** Asks for a `pong` frame. A page that wakes up cannot trust `readyState`, and scripts do not see the pongs of WebSocket. */
    z.object({ type: z.literal('ping') }),
  ]);
}

function serverFrameSchema() {
  const role = z.enum(MEMBER_ROLES).optional();
  /** `login` tells members of one name apart; not every member has one. `role` is absent for neither owner nor moderator. */
  const member = z.object({ id: z.string(), name: z.string(), login: z.string().optional(), role });
  const count = z.int().min(0);
  /** Milliseconds since 1970, by the chat service's clock. */
  const at = z.int();
  const members = z.array(member).max(MAX_LISTED);
  return z.discriminatedUnion('type', [
    z.object({
      type: z.literal('welcome'),
      at,
      room: z.object({ id: z.string(), name: z.string() }),
      you: member,
      members,
      count,
      limits: z.object({
        text: z.int(),
        messages_per_minute: z.int(),
      }),
      /** The same as in `cluster`; absent: false. */
      partial: z.boolean().optional(),
      /** The same as `seconds` in `slow_mode`; absent: 0. */
      slow_mode: z.int().optional(),
      sealed: z.literal(true).optional(),
      /** The same as `until` in `muted`; absent: null. */
      muted_until: z.int().optional(),
    }),
    /** How many seconds a member waits from one message to the next from now on; owner and moderators do not. 0: nobody does. */
    z.object({ type: z.literal('slow_mode'), seconds: z.int().min(0) }),
    /** The reader may not write until then (as `at`); null: the reader may write again. Nobody else gets this frame. */
    z.object({ type: z.literal('muted'), until: z.int().nullable(), reason: z.string().optional() }),
    /** Whether messages and members on other chat processes may be missing from now on. */
    z.object({ type: z.literal('cluster'), partial: z.boolean() }),
    /** Some messages that were sent on other processes between these two moments are missing; times as `at`. */
    z.object({ type: z.literal('gap'), from: z.int(), to: z.int() }),
    z.object({ type: z.literal('joined'), members, count, at }),
    z.object({ type: z.literal('left'), members, count, at }),
    /** Replaces the list of members, after members joined or left who were counted but not named. */
    z.object({ type: z.literal('members'), members, count, at }),
    messageFrame(member, at),
    editFrame(member, at),
    withdrawFrame(member, at),
    reactionFrame(member, at),
    /** A member types. All connections get it, also the member's own, whose pages ignore it. */
    z.object({ type: z.literal('typing'), member }),
    /** A member has a new name or another role. */
    z.object({ type: z.literal('renamed'), member }),
    z.object({ type: z.literal('room_renamed'), name: z.string() }),
    z.object({ type: z.literal('pong'), at }),
    z.object({
      type: z.literal('error'),
      code: z.enum(ERROR_CODES),
      ref: z.string().optional(),
      /** With `command_failed`: a code of web's catalogue of errors, and its words in the member's locale. */
      reason: z.string().optional(),
      detail: z.string().optional(),
      /** With `muted` and `slow_down`: after how many seconds the member may write. */
      retry_in: z.int().optional(),
    }),
    /**
     * The connection closes now or, with `restart`, within a few seconds: until then it works as before, and a client that has opened
     * another one by then misses nothing.
     */
    z.object({
      type: z.literal('closing'),
      reason: z.enum(CLOSING_REASONS),
      at,
      /** In milliseconds; each socket gets another time, so that not all clients reconnect at once. */
      retry_in: z.int().optional(),
    }),
  ]);
}

function commandRequestSchema() {
  return z.strictObject({
    text: z.string('required').max(MAX_TEXT, 'invalid'),
    /** The names of some members of the room, and how many members it has. Only chat knows them. */
    people: z
      .strictObject(
        {
          names: z.array(z.string('invalid').max(MAX_NAME, 'invalid'), 'invalid').max(MAX_NAMED, 'invalid'),
          count: z.int('invalid').min(0, 'invalid'),
        },
        'invalid',
      )
      .optional(),
  });
}

function commandAnswerSchema() {
  return z.strictObject({
    /**
     * `answer` goes to everybody, with the command. `action` goes to everybody instead of the command: it is what the author does.
     * `private` goes to the author alone.
     */
    kind: z.enum(['answer', 'action', 'private']),
    text: z.string().min(1).max(MAX_TEXT),
  });
}

function roomTokenClaimsSchema() {
  return z.object({
    sub: z.uuid(),
    email: z.string(),
    name: z.string().min(1),
    login: z.string().min(1).optional(),
    room: z.string().min(1),
    room_id: z.uuid(),
    exp: z.int(),
    iat: z.int().optional(),
    /** The id of the sign-in; the token ends with it. */
    sid: z.uuid().optional(),
    /** When the claims were true: milliseconds since 1970 by the database's clock, which also dates web's notices. */
    as_of: z.int().optional(),
    /** The member's role in the room. Absent: the member is neither owner nor moderator. */
    role: z.enum(MEMBER_ROLES).optional(),
    /** Until when the member may not write, as `exp`; absent: the member may. */
    muted_until: z.int().optional(),
    /** The room's slow mode, in seconds; absent: 0. */
    slow_mode: z.int().min(0).max(MAX_SLOW_MODE).optional(),
    /** The room is sealed: whatever is said in it comes in envelopes. */
    sealed: z.literal(true).optional(),
  });
}
