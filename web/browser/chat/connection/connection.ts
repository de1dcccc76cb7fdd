import type { ClientFrame, Frame, ServerFrame } from '@lantern/chat/protocol';
import { fromFrame } from '../messages/content-frames.ts';
import { backoff } from './backoff.ts';
import { type FinalReason, interpretClose, type TemporaryReason } from './close-reasons.ts';
import { RoomSocket } from './room-socket.ts';
import type { RoomTokenResult } from './room-token.ts';

export type ConnectionState =
  | { name: 'connecting' }
  /** `partial`: whether some members and messages of the room may be missing. */
  | { name: 'connected'; partial: boolean }
  | { name: 'waiting'; reason: TemporaryReason; attempt: number; retryAt: number }
  | { name: 'reconnecting'; attempt: number }
  | { name: 'closed'; reason: FinalReason };

export interface ConnectionOptions {
  requestToken(): Promise<RoomTokenResult>;
  onState(state: ConnectionState): void;
  onFrame(frame: ServerFrame): void;
  /** Called when a connection to another process has replaced the one before: what that did not confirm should be sent again. */
  onReplaced?(): void;
  /** Returns the milliseconds before an attempt, counted from 1. */
  backoff?(attempt: number): number;
}

/** A connection that lasted this long was stable: the next loss counts attempts from one again. */
const STABLE_AFTER = 3_000;
const BLOCKED_AFTER_ATTEMPTS = 2;
const RENEWAL_RETRY_DELAY = 15_000;
const REPLACEMENT_RETRY_DELAY = 1_000;
/** A replaced socket is still read for so long: what was sent before its successor was there may be under way. */
const OVERLAP = 1_000;

/**
 * The connection to a room. It requests a new token for every attempt, renews the token before it expires, and reconnects after
 * every loss that is not final. When the server announces that it stops, it opens the next socket before the old one closes.
 */
export class Connection {
  #options: ConnectionOptions;
  #state: ConnectionState = { name: 'connecting' };
  #attempt = 0;
  #lastLoss: TemporaryReason | undefined;
  /** Increases with every stop: tokens that were requested before it are ignored. */
  #generation = 0;
  #socket: RoomSocket | undefined;
  /** To another process, while `#socket` still works: it becomes `#socket` with its welcome. */
  #next: RoomSocket | undefined;
  #previous: RoomSocket | undefined;
  #closing: Frame<'closing'> | undefined;
  #connectedAt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #renewalTimer: ReturnType<typeof setTimeout> | undefined;
  #replacementTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  start(): void {
    void this.#connect();
  }

  /** Closes the socket and makes no further attempts until {@link start} is called again. */
  stop(): void {
    this.#generation++;
    clearTimeout(this.#retryTimer);
    this.#closeSockets();
  }

  /** @returns whether the connection is established and its socket accepted the frame */
  send(frame: ClientFrame): boolean {
    return this.#state.name === 'connected' && (this.#socket?.send(frame) ?? false);
  }

  /**
   * Reconnects or probes the socket at once. Call it when something suggests that the connection has changed: the network is
   * back, the page is visible again, a message got no answer.
   */
  check(): void {
    if (this.#state.name === 'waiting') void this.#connect();
    else if (this.#state.name === 'connected') this.#socket?.probe();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const attempt = this.#attempt;
    this.#setState(attempt === 0 ? { name: 'connecting' } : { name: 'reconnecting', attempt });
    const generation = this.#generation;
    const result = await this.#options.requestToken();
    if (generation !== this.#generation) return;
    if (result.kind === 'refused') this.#refused(result.reason);
    else if (result.kind === 'unavailable') this.#retry('unreachable', result.retryAfter);
    else {
      this.#closing = undefined;
      this.#socket = this.#open(result);
    }
  }

  #open({ url, token, expiresIn }: RoomTokenResult & { kind: 'token' }): RoomSocket {
    const socket: RoomSocket = new RoomSocket({
      url,
      token,
      handlers: {
        onFrame: (frame) => this.#receiveFrom(socket, frame, expiresIn),
        onClose: (code, opened) => {
          if (socket === this.#socket) this.#closed(code, opened);
          else if (socket === this.#next) this.#replaceIn(REPLACEMENT_RETRY_DELAY);
          else this.#endPrevious();
        },
      },
    });
    return socket;
  }

  #receiveFrom(socket: RoomSocket, frame: ServerFrame, expiresIn: number): void {
    if (socket === this.#next && frame.type === 'welcome') this.#replaceBy(socket);
    if (socket === this.#socket) this.#receive(frame, expiresIn);
    // The page recognises what is said twice. Everything else it learns from the new socket.
    else if (fromFrame(frame)) this.#options.onFrame(frame);
  }

  #replaceIn(delay: number): void {
    clearTimeout(this.#replacementTimer);
    this.#replacementTimer = setTimeout(() => void this.#openNext(), delay);
  }

  /** Tries until it succeeds or the old socket closes, which leads to an attempt in any case. */
  async #openNext(): Promise<void> {
    const [socket, generation] = [this.#socket, this.#generation];
    const result = await this.#options.requestToken();
    if (generation !== this.#generation || socket !== this.#socket || this.#state.name !== 'connected')
      return;
    if (result.kind === 'token') this.#next = this.#open(result);
    else if (result.kind === 'unavailable') this.#replaceIn(result.retryAfter ?? REPLACEMENT_RETRY_DELAY);
  }

  #replaceBy(socket: RoomSocket): void {
    const replaced = this.#socket;
    this.#previous = replaced;
    this.#socket = socket;
    this.#next = undefined;
    this.#closing = undefined;
    clearTimeout(this.#renewalTimer);
    setTimeout(() => replaced === this.#previous && this.#endPrevious(), OVERLAP);
  }

  #endPrevious(): void {
    this.#previous?.close();
    this.#previous = undefined;
    this.#options.onReplaced?.();
  }

  /**
   * A change of the password revokes tokens a moment before the tab where it was typed has its new session. A refusal right
   * after that is therefore final only the second time.
   */
  #refused(reason: FinalReason): void {
    const tooSoon = reason === 'signed_out' && this.#lastLoss === 'token_expired' && this.#attempt === 1;
    if (tooSoon) this.#retry('token_expired');
    else this.#end(reason);
  }

  #receive(frame: ServerFrame, expiresIn: number): void {
    if (frame.type === 'closing') this.#announced(frame);
    else if (frame.type === 'welcome') {
      this.#connectedAt = Date.now();
      this.#renewIn(renewalDelay(expiresIn));
      this.#setState({ name: 'connected', partial: frame.partial ?? false });
    } else if (frame.type === 'cluster' && this.#state.name === 'connected')
      this.#setState({ name: 'connected', partial: frame.partial });
    this.#options.onFrame(frame);
  }

  #announced(closing: Frame<'closing'>): void {
    this.#closing = closing;
    if (closing.reason !== 'restart' || closing.retry_in === undefined) return;
    this.#replaceIn(closing.retry_in);
  }

  #closed(code: number, opened: boolean): void {
    this.#closeSockets();
    const stable = this.#state.name === 'connected' && Date.now() - this.#connectedAt >= STABLE_AFTER;
    if (stable) this.#attempt = 0;
    const outcome = interpretClose(code, this.#closing);
    if (!outcome.reconnect) this.#end(outcome.reason);
    else if (!opened) this.#retry(this.#isBlocked() ? 'blocked' : 'silent');
    else this.#retry(outcome.reason, outcome.delay);
  }

  /** The site answers and no socket has ever opened: typical of a proxy that does not forward WebSockets. */
  #isBlocked(): boolean {
    return this.#connectedAt === 0 && this.#attempt >= BLOCKED_AFTER_ATTEMPTS;
  }

  /** Reconnects after a delay. Only the first attempt may follow without one: otherwise two errors could alternate in a loop. */
  #retry(reason: TemporaryReason, minDelay?: number): void {
    this.#attempt++;
    this.#lastLoss = reason;
    if (minDelay === 0 && this.#attempt === 1) return void this.#connect();
    const delayOf = this.#options.backoff ?? backoff;
    const delay = (minDelay ?? 0) + delayOf(this.#attempt);
    this.#setState({ name: 'waiting', reason, attempt: this.#attempt, retryAt: Date.now() + delay });
    this.#retryTimer = setTimeout(() => void this.#connect(), delay);
  }

  #renewIn(delay: number): void {
    this.#renewalTimer = setTimeout(() => void this.#renew(), delay);
  }

  async #renew(): Promise<void> {
    const socket = this.#socket;
    const generation = this.#generation;
    const result = await this.#options.requestToken();
    if (generation !== this.#generation || socket !== this.#socket || this.#state.name !== 'connected')
      return;
    if (result.kind === 'refused') this.#end(result.reason);
    else if (result.kind === 'unavailable') this.#renewIn(RENEWAL_RETRY_DELAY);
    else {
      socket?.send({ type: 'renew', token: result.token });
      this.#renewIn(renewalDelay(result.expiresIn));
    }
  }

  #end(reason: FinalReason): void {
    this.#closeSockets();
    this.#setState({ name: 'closed', reason });
  }

  #closeSockets(): void {
    clearTimeout(this.#renewalTimer);
    clearTimeout(this.#replacementTimer);
    for (const socket of [this.#socket, this.#next, this.#previous]) socket?.close();
    this.#next = undefined;
    this.#previous = undefined;
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

/** From two to four fifths of the token's lifetime: spreads the renewals of a crowd, and leaves time to try again. */
function renewalDelay(expiresIn: number): number {
  return expiresIn * (0.4 + 0.4 * Math.random());
}
