import type { ErrorCode } from '@lantern/chat/protocol';

/** Slower than this is a reason to ask whether the connection lives: it may, and answer in six seconds. */
const DOUBT_AFTER = 8_000;
/** Longer than a doubted connection has to answer, and a command to be done. */
const ANSWER_WITHIN = 20_000;
/** Sending by itself what was written long ago would surprise its author: after this it is their decision. */
const WAIT_AT_MOST = 5 * 60_000;

export interface Outgoing {
  readonly ref: string;
  readonly text: string;
  /** When it was written, milliseconds since 1970. */
  readonly at: number;
  state: 'waiting' | 'sent' | 'failed';
  /** Since when it is in this state. */
  since: number;
  /** Whether its answer is doubted already. */
  doubted?: boolean;
  why?: ErrorCode | 'timeout';
}

/**
 * Own messages that the server has not confirmed. A message keeps its `ref` through every try, so that a copy that did
 * arrive is recognised by everybody and shown once.
 */
export class Outbox {
  #messages = new Map<string, Outgoing>();

  constructor(unsent: Iterable<Pick<Outgoing, 'ref' | 'text' | 'at'>> = []) {
    for (const { ref, text, at } of unsent) {
      this.#messages.set(ref, { ref, text, at, state: 'failed', since: at, why: 'timeout' });
    }
  }

  get all(): Outgoing[] {
    return [...this.#messages.values()];
  }

  add(text: string, now: number): Outgoing {
    const message: Outgoing = { ref: newRef(), text, at: now, state: 'waiting', since: now };
    this.#messages.set(message.ref, message);
    return message;
  }

  /**
   * Hands what waits to the connection, in the order it was written.
   *
   * @param send answers whether the connection took it
   */
  flush(send: (message: Outgoing) => boolean, now: number): Outgoing[] {
    return this.#move('sent', now, (message) => message.state === 'waiting' && send(message));
  }

  /** What was on its way when the connection went may or may not have arrived: it will be sent again. */
  disconnected(now: number): Outgoing[] {
    return this.#move('waiting', now, (message) => message.state === 'sent');
  }

  /** Whether something got no answer for so long that the connection should be asked; says so once of each. */
  doubts(now: number): boolean {
    const late = this.all.filter(
      ({ state, since, doubted }) => state === 'sent' && !doubted && now - since >= DOUBT_AFTER,
    );
    for (const message of late) message.doubted = true;
    return late.length > 0;
  }

  /** Gives up on what got no answer in time, and returns it. */
  overdue(now: number): Outgoing[] {
    const late = this.#move('failed', now, ({ state, since }) => {
      return (
        (state === 'sent' && now - since >= ANSWER_WITHIN) ||
        (state === 'waiting' && now - since >= WAIT_AT_MOST)
      );
    });
    for (const message of late) message.why = 'timeout';
    return late;
  }

  refuse(ref: string, why: ErrorCode, now: number): Outgoing | undefined {
    const [refused] = this.#move('failed', now, (message) => message.ref === ref);
    if (refused) refused.why = why;
    return refused;
  }

  retry(ref: string, now: number): Outgoing | undefined {
    return this.#move('waiting', now, (message) => message.ref === ref && message.state === 'failed')[0];
  }

  /** The server's copy came (perhaps after we gave up), or the author does not want it sent any more. */
  remove(ref: string): void {
    this.#messages.delete(ref);
  }

  #move(state: Outgoing['state'], now: number, which: (message: Outgoing) => boolean): Outgoing[] {
    const moved = this.all.filter(which);
    for (const message of moved) {
      message.state = state;
      message.since = now;
      delete message.why;
      delete message.doubted;
    }
    return moved;
  }
}

/** Not `randomUUID`: browsers have that only on HTTPS, and Lantern also runs on plain HTTP in a local network. */
function newRef(): string {
  return crypto
    .getRandomValues(new Uint8Array(16))
    .reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '');
}
