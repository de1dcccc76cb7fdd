import type { ErrorCode, Reply } from '@lantern/chat/protocol';

/** After so long without an answer the connection is probed: it may be alive, and answer within six seconds. */
const PROBE_AFTER = 8_000;
/** Longer than a probed connection has to answer, and longer than a command may take. */
const ANSWER_TIMEOUT = 20_000;
/** An old message that is sent without a question would surprise its author: after this the author decides. */
const WAITING_TIMEOUT = 5 * 60_000;

export interface OutgoingMessage {
  readonly ref: string;
  readonly text: string;
  readonly reply?: Reply | undefined;
  /** When it was written, in milliseconds since 1970. */
  readonly at: number;
  state: 'waiting' | 'sent' | 'failed';
  /** Since when it is in this state. */
  since: number;
  /** Whether the connection was probed because of this message. */
  probed?: boolean;
  failure?: ErrorCode | 'timeout';
}

/**
 * Own messages that the server has not confirmed. A message keeps its `ref` through every attempt: if a copy did arrive,
 * everybody recognises the next one as a duplicate.
 */
export class Outbox {
  #messages = new Map<string, OutgoingMessage>();

  /** @param unsent messages from before a reload; they count as failed */
  constructor(unsent: Iterable<Pick<OutgoingMessage, 'ref' | 'text' | 'at'>> = []) {
    for (const { ref, text, at } of unsent) {
      this.#messages.set(ref, { ref, text, at, state: 'failed', since: at, failure: 'timeout' });
    }
  }

  get all(): OutgoingMessage[] {
    return [...this.#messages.values()];
  }

  add(text: string, now: number, reply?: Reply): OutgoingMessage {
    const message: OutgoingMessage = { ref: newRef(), text, reply, at: now, state: 'waiting', since: now };
    this.#messages.set(message.ref, message);
    return message;
  }

  /**
   * Sends the waiting messages, in the order they were written.
   *
   * @param send returns whether the connection accepted the message
   * @returns the messages that were sent
   */
  flush(send: (message: OutgoingMessage) => boolean, now: number): OutgoingMessage[] {
    return this.#transition('sent', now, (message) => message.state === 'waiting' && send(message));
  }

  /** Makes sent messages wait again: the server may or may not have received them. */
  disconnected(now: number): OutgoingMessage[] {
    return this.#transition('waiting', now, (message) => message.state === 'sent');
  }

  /** Whether the connection should be probed because a message got no answer; true once for each message. */
  needsProbe(now: number): boolean {
    const late = this.all.filter(
      ({ state, since, probed }) => state === 'sent' && !probed && now - since >= PROBE_AFTER,
    );
    for (const message of late) message.probed = true;
    return late.length > 0;
  }

  /** Marks messages without an answer in time as failed, and returns them. */
  failOverdue(now: number): OutgoingMessage[] {
    const overdue = this.#transition('failed', now, ({ state, since }) => {
      return (
        (state === 'sent' && now - since >= ANSWER_TIMEOUT) ||
        (state === 'waiting' && now - since >= WAITING_TIMEOUT)
      );
    });
    for (const message of overdue) message.failure = 'timeout';
    return overdue;
  }

  /** Marks a message that the server has rejected as failed. */
  fail(ref: string, failure: ErrorCode, now: number): OutgoingMessage | undefined {
    const [failed] = this.#transition('failed', now, (message) => message.ref === ref);
    if (failed) failed.failure = failure;
    return failed;
  }

  retry(ref: string, now: number): OutgoingMessage | undefined {
    return this.#transition('waiting', now, (message) => {
      return message.ref === ref && message.state === 'failed';
    })[0];
  }

  /** Call it when the server's copy has arrived (perhaps after a timeout), or the author discards the message. */
  remove(ref: string): void {
    this.#messages.delete(ref);
  }

  #transition(
    state: OutgoingMessage['state'],
    now: number,
    filter: (message: OutgoingMessage) => boolean,
  ): OutgoingMessage[] {
    const changed = this.all.filter(filter);
    for (const message of changed) {
      message.state = state;
      message.since = now;
      delete message.failure;
      delete message.probed;
    }
    return changed;
  }
}

/**
 * Makes a name for something that is sent, which its sender uses only once.
 *
 * Not `randomUUID`: browsers have that only on HTTPS, and Lantern also runs on plain HTTP in a local network.
 */
export function newRef(): string {
  return crypto
    .getRandomValues(new Uint8Array(16))
    .reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '');
}
