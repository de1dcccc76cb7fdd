import { type ClientFrame, COMMAND, type ErrorCode } from '../protocol.ts';
import type { RateLimitResult } from '../room/rate-limit.ts';
import { now } from '../timing.ts';
import type { Connection, ConnectionHandlers } from './connection.ts';
import { textFrame } from './frame-encoder.ts';
import { type InvalidFrame, parseFrame } from './frame-parser.ts';
import { messageId } from './message-id.ts';

type Message = Extract<ClientFrame, { type: 'message' }>;

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
    const frame = isBinary ? BINARY : parseFrame(data.toString());
    const limit = connection.room.rateLimit(connection.member.id);
    const countsAsMessage = frame.type === 'message' || frame.type === 'invalid';
    const result = countsAsMessage ? limit.takeMessage(now()) : limit.takeOther(now());
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
    } else sendError(connection, frame.code, refOf(frame));
  };

/** Sends a message to the room or runs a command, unless the member may not write now. */
function write(connection: Connection, { text, ref }: Message, actions: FrameActions): void {
  const refusal = connection.room.writing.takeTurn(connection.member);
  if (refusal) sendError(connection, refusal.code, { ref, retry_in: refusal.retryIn });
  else if (COMMAND.test(text.trimStart()))
    actions.command(connection, text.trimStart(), ref).catch((failure) => connection.handleError(failure));
  else broadcastMessage(connection, unescapeSlash(text), ref);
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
  const result = connection.room.rateLimit(connection.member.id).takeOther(now());
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

function broadcastMessage({ room, member }: Connection, text: string, ref: string): void {
  room.metrics.messages += 1;
  room.broadcast(
    'message',
    textFrame({ type: 'message', id: messageId(), from: member, text, at: Date.now(), ref }),
    member.id,
  );
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

const refOf = (frame: object): { ref?: string } =>
  'ref' in frame && typeof frame.ref === 'string' ? { ref: frame.ref } : {};

function sendError(
  connection: Connection,
  code: ErrorCode,
  more: { ref?: string; retry_in?: number } = {},
): void {
  connection.room.metrics.refusals[code] += 1;
  connection.send({ type: 'error', code, ...more });
}
