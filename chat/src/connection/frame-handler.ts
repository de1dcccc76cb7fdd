import { type ClientFrame, COMMAND, type ErrorCode, type Member, type ServerFrame } from '../protocol.ts';
import type { RateLimitResult } from '../room/rate-limit/rate-limit.ts';
import { now } from '../timing.ts';
import type { Connection, ConnectionHandlers } from './connection.ts';
import { textFrame } from './frame-encoder.ts';
import { type InvalidFrame, parseFrame, refOf } from './frame-parser.ts';
import { messageId } from './message-id.ts';

type Message = Extract<ClientFrame, { type: 'message' }>;
/** A frame that changes a message that was said. */
type Change = Extract<ClientFrame, { type: 'edit' | 'withdraw' | 'react' }>;

/** Frames that say nothing; all others, also invalid ones, count as messages. */
const SIGNALS: ReadonlySet<string> = new Set(['typing', 'renew', 'ping'] satisfies ClientFrame['type'][]);
const BINARY: InvalidFrame = { type: 'invalid', code: 'malformed' };

export type FrameActions = {
  /** Extends a connection; false when the token does not allow it. */
  renew(connection: Connection, token: string): Promise<boolean>;
  /** Runs a command and sends its outcome. */
  command(connection: Connection, text: string, ref: string): Promise<void>;
};

/**
 * Handles the frames of clients. A client can ask for nothing else.
 *
 * The author is always the connection's member. A frame over the rate limit is refused, and a client that goes on
 * regardless is disconnected.
 *
 * @returns a handler of the text and binary frames of all connections
 */
export const frameHandler = (actions: FrameActions): ConnectionHandlers['handleFrame'] =>
  function handleFrame(connection, data, isBinary) {
    const frame = isBinary ? BINARY : parseFrame(data.toString(), connection.room.writing.isSealed);
    const limit = connection.room.rateLimits.of(connection.member.id);
    const result = SIGNALS.has(frame.type) ? limit.takeOther(now()) : limit.takeMessage(now());
    if (result !== 'ok') {
      restrict(connection, result);
      if (result === 'limited') sendError(connection, 'rate_limited', refOf(frame));
    } else if (frame.type === 'message') write(connection, frame, actions);
    else if (frame.type === 'typing') broadcastTyping(connection);
    else if (frame.type === 'ping') connection.send({ type: 'pong', at: Date.now() });
    else if (frame.type === 'renew') {
      actions
        .renew(connection, frame.token)
        .then((renewed) => {
          if (!renewed) sendError(connection, 'token_invalid');
        })
        .catch((failure) => connection.handleError(failure));
    } else if (frame.type === 'invalid') sendError(connection, frame.code, refOf(frame));
    else broadcastChange(connection, frame);
  };

/** Sends a message to the room or runs a command, unless the member may not write now. */
function write(connection: Connection, message: Message, actions: FrameActions): void {
  const { text, ref } = message;
  const refusal = connection.room.writing.takeTurn(connection.member, 'message');
  if (refusal) sendError(connection, refusal.code, { ref, retry_in: refusal.retryIn });
  else if (COMMAND.test(text.trimStart()))
    actions.command(connection, text.trimStart(), ref).catch((failure) => connection.handleError(failure));
  else broadcastMessage(connection, { ...message, text: unescapeSlash(text) });
}

/** The last ping of each connection that came in this turn of the event loop. */
const pings = new Map<Connection, Buffer>();

/**
 * Answers pings of the WebSocket protocol; they count towards the rate limit.
 *
 * If several pings come together, only the last is answered (RFC 6455, section 5.5.3): hundreds of answers at once would block the
 * event loop.
 */
export function handlePing(connection: Connection, data: Buffer): void {
  const result = connection.room.rateLimits.of(connection.member.id).takeOther(now());
  if (result !== 'ok') restrict(connection, result);
  else {
    if (pings.size === 0) setImmediate(answerPings);
    pings.set(connection, data);
  }
}

function answerPings(): void {
  for (const [connection, data] of pings) connection.pong(data);
  pings.clear();
}

/** A second slash escapes a command: `//who` is sent as the text `/who`. */
function unescapeSlash(text: string): string {
  const trimmed = text.trimStart();
  const escaped = trimmed.startsWith('//') && COMMAND.test(trimmed.replace(/^\/+/, '/'));
  return escaped ? text.slice(0, text.length - trimmed.length) + trimmed.slice(1) : text;
}

function broadcastMessage({ room, member }: Connection, { text, ref, reply }: Message): void {
  room.metrics.messages += 1;
  // `reply` is left out where it is undefined.
  const frame = { type: 'message', id: messageId(), from: member, text, at: Date.now(), ref, reply } as const;
  room.broadcast('message', textFrame(frame), member.id);
}

/**
 * Corrects or withdraws a message, or reacts to it, unless the member is muted or corrects again too soon. Nothing is kept of messages:
 * their authors are known to those only who got them, so each client decides whether the change is the author's. In slow mode
 * corrections wait as messages do: each is a new text for everybody.
 */
function broadcastChange(connection: Connection, frame: Change): void {
  const { room, member } = connection;
  const refusal = frame.type === 'edit' ? room.writing.takeTurn(member, 'edit') : room.writing.mute(member);
  if (refusal) sendError(connection, refusal.code, { ref: frame.ref, retry_in: refusal.retryIn });
  else room.broadcast('message', textFrame(changeFrame(frame, member)), member.id);
}

/** Builds the frame from its own fields alone: its author is the member of the connection. */
function changeFrame(frame: Change, from: Member): ServerFrame {
  const { id, ref } = frame;
  const at = Date.now();
  if (frame.type === 'edit') return { type: 'edit', id, from, text: frame.text, at, ref };
  if (frame.type === 'withdraw') return { type: 'withdraw', id, from, at, ref };
  return { type: 'reaction', id, from, emoji: frame.emoji, on: frame.on, at, ref };
}

function broadcastTyping({ room, member }: Connection): void {
  if (room.writing.mutedFor(member.id) === 0 && room.mayShowTyping(member.id))
    room.broadcast('signal', textFrame({ type: 'typing', member }), member.id);
}

/** Reads more slowly from a client that sends too much, or disconnects it. */
function restrict(connection: Connection, result: RateLimitResult): void {
  connection.throttle();
  if (result === 'flooding') connection.close('flooding');
}

function sendError(
  connection: Connection,
  code: ErrorCode,
  more: { ref?: string; retry_in?: number } = {},
): void {
  connection.room.metrics.refusals[code] += 1;
  connection.send({ type: 'error', code, ...more });
}
