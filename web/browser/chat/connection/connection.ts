import type { ClientFrame, Frame, ServerFrame } from '@lantern/chat/protocol';
import { backoff } from './backoff.ts';
import { type Ending, readClosure, type Trouble } from './endings.ts';
import { Line } from './line.ts';
import type { TokenAnswer } from './token.ts';

export type ConnectionState =
  | { name: 'connecting' }
  /** `whole`: whether everybody in the room is heard and seen. */
  | { name: 'connected'; whole: boolean }
  | { name: 'waiting'; why: Trouble; attempt: number; until: number }
  | { name: 'trying'; attempt: number }
  | { name: 'ended'; why: Ending };

export interface ConnectionParts {
  token(): Promise<TokenAnswer>;
  state(state: ConnectionState): void;
  frame(frame: ServerFrame): void;
  /** Milliseconds before a try, counted from 1. */
  backoff?(attempt: number): number;
}

/** A connection that lasted this long was good: troubles after it start counting from one again. */
const GOOD_AFTER = 3_000;
const BLOCKED_AFTER = 2;
const RENEW_AGAIN = 15_000;

/** Keeps the room's socket: a fresh token for every try, renewed in time, back after every loss that can be mended. */
export class Connection {
  #parts: ConnectionParts;
  #state: ConnectionState = { name: 'connecting' };
  #attempt = 0;
  #lostBy: Trouble | undefined;
  /** Changes when the connection is stopped: answers to what was asked before are not for it any more. */
  #run = 0;
  #line: Line | undefined;
  #closing: Frame<'closing'> | undefined;
  #connectedAt = 0;
  #next: ReturnType<typeof setTimeout> | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.#connect();
  }

  /** The page goes away: hangs up and tries nothing more, until it is started again. */
  stop(): void {
    this.#run++;
    clearTimeout(this.#next);
    clearTimeout(this.#renewal);
    this.#line?.drop();
  }

  /** @returns whether the frame went to an open, welcomed socket */
  send(frame: ClientFrame): boolean {
    return this.#state.name === 'connected' && (this.#line?.send(frame) ?? false);
  }

  /** Something hints that things changed (network back, page awake, a message unanswered): look at once. */
  wake(): void {
    if (this.#state.name === 'waiting') void this.#connect();
    else if (this.#state.name === 'connected') this.#line?.probe();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#next);
    this.#become(this.#attempt === 0 ? { name: 'connecting' } : { name: 'trying', attempt: this.#attempt });
    const run = this.#run;
    const answer = await this.#parts.token();
    if (run !== this.#run) return;
    if (answer.kind === 'refused') this.#refused(answer.why);
    else if (answer.kind === 'unavailable') this.#retry('unreachable', answer.pause);
    else {
      this.#closing = undefined;
      this.#line = new Line(answer.url, answer.token, {
        frame: (frame) => this.#receive(frame, answer.expiresIn),
        closed: (code, opened) => this.#closed(code, opened),
      });
    }
  }

  /**
   * A new password ends tokens a moment before the tab that it was typed in has its new session: being a stranger right
   * after that is believed the second time only.
   */
  #refused(why: Ending): void {
    const tooSoon = why === 'signed_out' && this.#lostBy === 'token_expired' && this.#attempt === 1;
    if (tooSoon) this.#retry('token_expired');
    else this.#end(why);
  }

  #receive(frame: ServerFrame, expiresIn: number): void {
    if (frame.type === 'closing') this.#closing = frame;
    else if (frame.type === 'welcome') {
      this.#connectedAt = Date.now();
      this.#renewIn(beforeExpiry(expiresIn));
      this.#become({ name: 'connected', whole: frame.whole ?? true });
    } else if (frame.type === 'reach' && this.#state.name === 'connected')
      this.#become({ name: 'connected', whole: frame.whole });
    this.#parts.frame(frame);
  }

  #closed(code: number, opened: boolean): void {
    clearTimeout(this.#renewal);
    const good = this.#state.name === 'connected' && Date.now() - this.#connectedAt >= GOOD_AFTER;
    if (good) this.#attempt = 0;
    const closure = readClosure(code, this.#closing);
    if ('ending' in closure) this.#end(closure.ending);
    else if (!opened) this.#retry(this.#neverOpens() ? 'blocked' : 'silent');
    else this.#retry(closure.trouble, closure.pause);
  }

  /** The site answers and the socket never did: what happens behind a proxy that was not told of WebSockets. */
  #neverOpens(): boolean {
    return this.#connectedAt === 0 && this.#attempt >= BLOCKED_AFTER;
  }

  /** Comes back after a pause; a pause of 0 is granted to the first attempt only, or two errors would chase each other. */
  #retry(why: Trouble, pause?: number): void {
    this.#attempt++;
    this.#lostBy = why;
    if (pause === 0 && this.#attempt === 1) return void this.#connect();
    const wait = this.#parts.backoff ?? backoff;
    const delay = (pause ?? 0) + wait(this.#attempt);
    this.#become({ name: 'waiting', why, attempt: this.#attempt, until: Date.now() + delay });
    this.#next = setTimeout(() => void this.#connect(), delay);
  }

  #renewIn(delay: number): void {
    this.#renewal = setTimeout(() => void this.#renew(), delay);
  }

  async #renew(): Promise<void> {
    const { line, run } = { line: this.#line, run: this.#run };
    const answer = await this.#parts.token();
    if (run !== this.#run || line !== this.#line || this.#state.name !== 'connected') return;
    if (answer.kind === 'refused') this.#end(answer.why);
    else if (answer.kind === 'unavailable') this.#renewIn(RENEW_AGAIN);
    else {
      line?.send({ type: 'renew', token: answer.token });
      this.#renewIn(beforeExpiry(answer.expiresIn));
    }
  }

  #end(why: Ending): void {
    clearTimeout(this.#renewal);
    this.#line?.drop();
    this.#become({ name: 'ended', why });
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#parts.state(state);
  }
}

/** Two to four fifths of the way, so that the renewals of people who came together spread, with time for more tries. */
function beforeExpiry(expiresIn: number): number {
  return expiresIn * (0.4 + 0.4 * Math.random());
}
