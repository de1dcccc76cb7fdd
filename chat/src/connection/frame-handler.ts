import type { RawData } from 'ws';
import { COMMAND, type ErrorCode } from '../protocol.ts';
import { messageId } from '../room/message-id.ts';
import type { Verdict } from '../room/rate-limit.ts';
import { now } from '../timing.ts';
import type { Connection } from './connection.ts';
import { textFrame } from './frame-encoder.ts';
import { readFrame, type Unreadable } from './frame-parser.ts';

const BINARY: Unreadable = { type: 'unreadable', code: 'malformed' };

export type Service = {
  /** Prolongs a socket's life; false when the token is not good for it. */
  renew(connection: Connection, token: string): Promise<boolean>;
  /** Does a command, and tells what became of it. */
  command(connection: Connection, text: string, ref: string): Promise<void>;
};

/**
 * Does what a frame asks for: this is all that a client can have done.
 *
 * The author is the connection's, whatever the frame says; what is over the limit is refused, and who goes on regardless
 * is cut off.
 */
export function converse(connection: Connection, data: RawData, isBinary: boolean, service: Service): void {
  const frame = isBinary ? BINARY : readFrame(data.toString());
  const budget = connection.room.budget(connection.member.id);
  const speaks = frame.type === 'message' || frame.type === 'unreadable';
  const verdict = speaks ? budget.message(now()) : budget.signal(now());
  if (verdict !== 'ok') {
    refuse(connection, verdict);
    if (verdict === 'limited') error(connection, 'rate_limited', 'ref' in frame ? frame.ref : undefined);
  } else if (frame.type === 'message' && COMMAND.test(frame.text.trimStart()))
    service
      .command(connection, frame.text.trimStart(), frame.ref)
      .catch((failure) => connection.failed(failure));
  else if (frame.type === 'message') message(connection, literally(frame.text), frame.ref);
  else if (frame.type === 'typing') typing(connection);
  else if (frame.type === 'ping') connection.send({ type: 'pong', at: Date.now() });
  else if (frame.type === 'renew') {
    service
      .renew(connection, frame.token)
      .then((renewed) => {
        if (!renewed) error(connection, 'token_invalid');
      })
      .catch((failure) => connection.failed(failure));
  } else error(connection, frame.code, frame.ref);
}

/** By the connection: the last ping that came in this turn of the loop. */
const pings = new Map<Connection, Buffer>();

/**
 * Answers pings of the WebSocket protocol; too many of them are a flood like any other.
 *
 * Of those that come together the last one is answered (RFC 6455, section 5.5.3): hundreds of answers at once would hold
 * everybody up.
 */
export function answerPing(connection: Connection, data: Buffer): void {
  const verdict = connection.room.budget(connection.member.id).signal(now());
  if (verdict !== 'ok') refuse(connection, verdict);
  else {
    if (pings.size === 0) setImmediate(answerPings);
    pings.set(connection, data);
  }
}

function answerPings(): void {
  for (const [connection, data] of pings) connection.pong(data);
  pings.clear();
}

/** What would be a command but for one slash too many is said without that one. */
function literally(text: string): string {
  const said = text.trimStart();
  const escaped = said.startsWith('//') && COMMAND.test(said.replace(/^\/+/, '/'));
  return escaped ? text.slice(0, text.length - said.length) + said.slice(1) : text;
}

function message({ room, member }: Connection, text: string, ref: string): void {
  room.say(
    textFrame({ type: 'message', id: messageId(), from: member, text, at: Date.now(), ref }),
    member.id,
  );
}

function typing({ room, member }: Connection): void {
  if (room.mayShowTyping(member.id)) room.say(textFrame({ type: 'typing', member }), member.id, member.id);
}

/** From here on, who sends too much is heard more slowly, or not at all. */
function refuse(connection: Connection, verdict: Verdict): void {
  connection.slowDown();
  if (verdict === 'flooding') connection.close('flooding');
}

function error(connection: Connection, code: ErrorCode, ref?: string): void {
  connection.send({ type: 'error', code, ...(ref === undefined ? {} : { ref }) });
}
