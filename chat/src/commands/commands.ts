import type { Logger } from '@lantern/service/log';
import type { Connection } from '../connection/connection.ts';
import { textFrame } from '../connection/frame-encoder.ts';
import { type CommandAsk, type CommandOutcome, type ErrorCode, MAX_NAMED } from '../protocol.ts';
import { messageId } from '../room/message-id.ts';

/** Under way at once, of one socket: more wait for nobody, they are refused. */
const MOST_OF_SOCKET = 3;
/** And of all sockets of this process, so that a web that answers slowly is not buried. */
const MOST = 500;

/**
 * Has web do what a command says.
 *
 * @param token the asker's own room token
 * @returns what became of it; rejects when nobody can tell
 */
export type RunCommand = (token: string, ask: CommandAsk, signal: AbortSignal) => Promise<CommandOutcome>;

/**
 * Takes commands and tells what became of them, some time later: nobody waits for them, and what is said meanwhile is heard.
 *
 * @param run absent: there are no commands here
 * @param within milliseconds that an answer may take
 * @param log told of failures, never of what was said
 */
export function commandDesk(run: RunCommand | undefined, within: number, log: Logger) {
  let underway = 0;

  async function outcomeOf({ token, room }: Connection, text: string): Promise<CommandOutcome> {
    if (!run || token === undefined) return { kind: 'failed', reason: 'commands_off' };
    const over = new AbortController();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const why = new DOMException('no answer in time', 'TimeoutError');
      over.abort(why);
      late.reject(why);
    }, within);
    try {
      const asked = run(token, { text, people: room.people(MAX_NAMED) }, over.signal);
      return await Promise.race([asked, late.promise]);
    } catch (error) {
      const { name, cause } = error as Error;
      const reason = (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
      log.warn({ reason }, 'a command got no answer');
      return { kind: 'failed', reason: 'unavailable' };
    } finally {
      // Until then it would hold what was asked.
      clearTimeout(timer);
    }
  }

  return async (connection: Connection, text: string, ref: string): Promise<void> => {
    if (connection.commands >= MOST_OF_SOCKET || underway >= MOST)
      return refuse(connection, 'rate_limited', { ref });
    underway += 1;
    connection.commands += 1;
    const outcome = await outcomeOf(connection, text);
    underway -= 1;
    connection.commands -= 1;
    // Who was put out meanwhile says nothing any more; who lost the connection asks again when they are back.
    if (!connection.gone) tell(connection, text, ref, outcome);
  };
}

function tell(connection: Connection, text: string, ref: string, outcome: CommandOutcome): void {
  const { room, member } = connection;
  const message = { type: 'message', id: messageId(), from: member, at: Date.now(), ref } as const;
  if (outcome.kind === 'failed') {
    const { reason, detail } = outcome;
    refuse(connection, 'command_failed', { ref, reason, ...(detail === undefined ? {} : { detail }) });
  } else if (outcome.kind === 'private') {
    connection.send({ ...message, text, answer: outcome.text, private: true });
  } else if (outcome.kind === 'action') {
    room.say(textFrame({ ...message, text: outcome.text, action: true }), member.id);
  } else room.say(textFrame({ ...message, text, answer: outcome.text }), member.id);
}

function refuse(
  connection: Connection,
  code: ErrorCode,
  why: { ref: string; reason?: string; detail?: string },
): void {
  connection.send({ type: 'error', code, ...why });
}
