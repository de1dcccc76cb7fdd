import type { Logger } from '@lantern/service/log';
import type { Connection } from '../connection/connection.ts';
import { textFrame } from '../connection/frame-encoder.ts';
import { messageId } from '../connection/message-id.ts';
import { type CommandOutcome, type CommandRequest, type ErrorCode, MAX_NAMED } from '../protocol.ts';

/** At most this many commands of one connection run at once; further ones are refused. */
const MOST_OF_CONNECTION = 3;
/** At most this many commands of this process run at once, so that a slow web is not overloaded. */
const MOST = 500;

/**
 * Asks web to run a command.
 *
 * @param token the room token of the member who sent it
 * @returns its outcome; rejects when web does not answer
 */
export type RunCommand = (
  token: string,
  request: CommandRequest,
  signal: AbortSignal,
) => Promise<CommandOutcome>;

export type CommandParts = {
  /** Absent: there are no commands. */
  run: RunCommand | undefined;
  /** In milliseconds: how long an answer may take. */
  timeout: number;
  /** Logs failures, never the text of a command. */
  log: Logger;
};

/** @returns a function that runs a command and sends its outcome; messages go on meanwhile */
export function commandRunner({ run, timeout, log }: CommandParts) {
  let running = 0;

  async function outcomeOf({ token, room }: Connection, text: string): Promise<CommandOutcome> {
    if (!run || token === undefined) return { kind: 'failed', reason: 'commands_off' };
    const aborted = new AbortController();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const reason = new DOMException('no answer in time', 'TimeoutError');
      aborted.abort(reason);
      late.reject(reason);
    }, timeout);
    try {
      const answer = run(token, { text, people: room.people(MAX_NAMED) }, aborted.signal);
      return await Promise.race([answer, late.promise]);
    } catch (error) {
      const { name, cause } = error as Error;
      const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
      log.warn({ reason }, 'command failed');
      return { kind: 'failed', reason: 'unavailable' };
    } finally {
      // The timer would hold the text of the command until it fires.
      clearTimeout(timer);
    }
  }

  return async (connection: Connection, text: string, ref: string): Promise<void> => {
    if (connection.commands >= MOST_OF_CONNECTION || running >= MOST)
      return refuse(connection, 'rate_limited', { ref });
    connection.room.metrics.commands += 1;
    running += 1;
    connection.commands += 1;
    const outcome = await outcomeOf(connection, text);
    running -= 1;
    connection.commands -= 1;
    // A member who was removed meanwhile must send nothing more; a member who lost the connection sends the command again.
    if (connection.isClosed) return;
    const muted = connection.room.writing.mutedFor(connection.member.id);
    if (muted > 0) refuse(connection, 'muted', { ref, retry_in: muted });
    else sendOutcome(connection, { text, ref, outcome });
  };
}

function sendOutcome(
  connection: Connection,
  { text, ref, outcome }: { text: string; ref: string; outcome: CommandOutcome },
): void {
  const { room, member } = connection;
  const message = { type: 'message', id: messageId(), from: member, at: Date.now(), ref } as const;
  if (outcome.kind === 'failed') {
    const { reason, detail } = outcome;
    refuse(connection, 'command_failed', { ref, reason, ...(detail === undefined ? {} : { detail }) });
  } else if (outcome.kind === 'private') {
    connection.send({ ...message, text, answer: outcome.text, private: true });
  } else if (outcome.kind === 'action') {
    room.broadcast('message', textFrame({ ...message, text: outcome.text, action: true }), member.id);
  } else room.broadcast('message', textFrame({ ...message, text, answer: outcome.text }), member.id);
}

function refuse(
  connection: Connection,
  code: ErrorCode,
  why: { ref: string; reason?: string; detail?: string; retry_in?: number },
): void {
  connection.room.metrics.refusals[code] += 1;
  connection.send({ type: 'error', code, ...why });
}
