import type { Frame, ServerFrame } from '@lantern/chat/protocol';
import { Connection, type ConnectionState } from '../../web/browser/chat/connection/connection.ts';
import { requestRoomToken } from '../../web/browser/chat/connection/room-token.ts';
import { ServerClock } from '../../web/browser/chat/connection/server-clock.ts';
import { DuplicateFilter } from '../../web/browser/chat/messages/duplicate-filter.ts';
import { Outbox } from '../../web/browser/chat/outbox/outbox.ts';
import type { RequestLedger } from '../ledger/requests.ts';
import type { Account } from './account.ts';

/** A message of this page; times are of `performance.now()`, `at` is the server's. */
export type Said = {
  ref: string;
  text: string;
  sentAt: number;
  confirmed?: { at: number; receivedAt: number };
  /** The page told its author that it was not delivered. */
  failed?: boolean;
};

type Period = { from: number; to: number };

export type RoomPageOptions = {
  account: Account;
  roomId: string;
  /** Where its requests are recorded. */
  traffic: { readonly requests: RequestLedger };
  /** Changes the address of the room's sockets. */
  socketUrl?: ((url: string) => string) | undefined;
};

/** How often the page looks for messages that got no answer, in milliseconds; as the page's outbox does. */
const CHECK_INTERVAL = 1_000;

/** Somebody in a room: the modules of the room's page, without what they show on the screen. */
export class RoomPage {
  readonly account: Account;
  readonly roomId: string;
  /** By their refs. */
  said = new Map<string, Said>();
  received = new Set<string>();
  /** In which the page told that messages may be missing, by the server's clock. */
  gaps: Period[] = [];
  /** How long it took each time until the connection was there again, in milliseconds. */
  reconnects: number[] = [];
  /** Names and reasons of the states since `forget`. */
  states = new Set<string>();
  /** Names of the members who have left. */
  left = new Set<string>();
  connected = false;
  /** When it was connected again; 0: since `forget` it was not. */
  lastReconnect = 0;
  readonly #traffic: { readonly requests: RequestLedger };
  readonly #socketUrl: (url: string) => string;
  readonly #connection: Connection;
  readonly #clock = new ServerClock();
  readonly #duplicates = new DuplicateFilter();
  readonly #outbox = new Outbox();
  #csrf = '';
  #connections: Period[] = [];
  #lostAt: number | undefined;
  #number = 0;
  #checks: NodeJS.Timeout | undefined;

  constructor({ account, roomId, traffic, socketUrl = (url) => url }: RoomPageOptions) {
    this.account = account;
    this.roomId = roomId;
    this.#traffic = traffic;
    this.#socketUrl = socketUrl;
    this.#connection = new Connection({
      requestToken: () => this.#requestToken(),
      onState: (state) => this.#changeState(state),
      onFrame: (frame) => this.#handle(frame),
      onReplaced: () => {
        this.#outbox.disconnected(this.#clock.now);
        this.#flush();
      },
    });
  }

  /** Opens the room's page and connects; signs in before if that is needed. */
  async open(): Promise<void> {
    const ask = () => this.account.ask({ method: 'GET', path: `/chat/${this.roomId}` });
    let answer = await ask();
    if (answer.status === 303 && (await this.account.signIn())) answer = await ask();
    const [, csrf] = /data-csrf="([^"]+)"/.exec(answer.text) ?? [];
    if (!csrf) throw new Error(`${this.account.name} cannot open the room: ${answer.status}`);
    this.#csrf = csrf;
    clearInterval(this.#checks);
    this.#checks = setInterval(() => this.#check(), CHECK_INTERVAL);
    this.#connection.start();
  }

  close(): void {
    clearInterval(this.#checks);
    this.#connection.stop();
    this.#disconnected();
  }

  /** @param more what is said after the name and a number */
  say(more = ''): void {
    const words = `${this.account.name} ${++this.#number}${more}`;
    const { ref, text } = this.#outbox.add(words, this.#clock.now);
    this.said.set(ref, { ref, text, sentAt: performance.now() });
    this.#flush();
  }

  /** Whether each message is confirmed, or shown as not delivered. */
  get isSettled(): boolean {
    return this.#outbox.all.every(({ state }) => state === 'failed');
  }

  /** Whether the page told that it may have missed what was said then. @param at by the server's clock */
  wasToldOf(at: number): boolean {
    return this.gaps.some(({ from, to }) => from <= at && at <= to);
  }

  /** Whether one connection lasted from the one to the other moment. */
  wasConnected(from: number, to: number): boolean {
    return this.#connections.some((period) => period.from <= from && to <= period.to);
  }

  /** Begins a new drill; the connection goes on. */
  forget(): void {
    this.said = new Map();
    this.received = new Set();
    this.gaps = [];
    this.reconnects = [];
    this.lastReconnect = 0;
    this.states = new Set();
    this.left = new Set();
    for (const { ref } of this.#outbox.all) this.#outbox.remove(ref);
    this.#connections = this.connected ? [{ from: performance.now(), to: Number.POSITIVE_INFINITY }] : [];
  }

  async #requestToken() {
    const result = await requestRoomToken(`/chat/${this.roomId}/token`, this.#csrf, async (path, init) => {
      const { method = 'GET', headers } = init;
      const ask = { method, path, headers: headers as Record<string, string>, body: '' };
      const {
        status,
        text,
        headers: fields,
        fault,
      } = await this.#traffic.requests.record('token', this.account.ask(ask));
      if (status === 0) throw new TypeError(fault);
      return new Response(text, { status, headers: fields });
    });
    return result.kind === 'token' ? { ...result, url: this.#socketUrl(result.url) } : result;
  }

  #changeState(state: ConnectionState): void {
    this.states.add('reason' in state ? `${state.name}: ${state.reason}` : nameOf(state));
    if (state.name !== 'connected') this.#disconnected();
    if (state.name === 'closed' && state.reason === 'signed_out') void this.#signInAgain();
  }

  #disconnected(): void {
    const period = this.#connections.at(-1);
    if (!this.connected || !period) return;
    this.connected = false;
    period.to = performance.now();
    this.#lostAt = this.#clock.lastFrameAt;
    this.#outbox.disconnected(this.#clock.now);
  }

  /** As its reader does, by the link on the page. */
  async #signInAgain(): Promise<void> {
    if (await this.account.signIn()) await this.open();
    else setTimeout(() => void this.#signInAgain(), CHECK_INTERVAL);
  }

  #handle(frame: ServerFrame): void {
    this.#clock.handle(frame);
    if (frame.type === 'welcome') this.#welcome(frame);
    else if (frame.type === 'gap') this.gaps.push(frame);
    else if (frame.type === 'message') this.#receive(frame);
    else if (frame.type === 'left') for (const { name } of frame.members) this.left.add(name);
    else if (frame.type === 'error' && frame.ref) this.#fail(frame.ref, frame.code);
  }

  #welcome({ at }: Frame<'welcome'>): void {
    const now = performance.now();
    const last = this.#connections.at(-1);
    // It may replace one that still works.
    if (!this.connected) this.#connections.push({ from: now, to: Number.POSITIVE_INFINITY });
    if (last && Number.isFinite(last.to)) {
      this.reconnects.push(now - last.to);
      this.lastReconnect = now;
    }
    this.connected = true;
    if (this.#lostAt !== undefined) this.gaps.push({ from: this.#lostAt, to: at });
    this.#lostAt = undefined;
    this.#flush();
  }

  #receive(frame: Frame<'message'>): void {
    const { ref } = frame;
    if (ref === undefined || this.#duplicates.isDuplicate(frame)) return;
    this.received.add(ref);
    const own = this.said.get(ref);
    if (!own) return;
    own.confirmed = { at: frame.at, receivedAt: performance.now() };
    this.#outbox.remove(ref);
  }

  #fail(ref: string, code: Frame<'error'>['code']): void {
    const own = this.said.get(ref);
    if (own && this.#outbox.fail(ref, code, this.#clock.now)) own.failed = true;
  }

  #flush(): void {
    const { now } = this.#clock;
    this.#outbox.flush(({ ref, text }) => this.#connection.send({ type: 'message', ref, text }), now);
  }

  #check(): void {
    const { now } = this.#clock;
    if (this.#outbox.needsProbe(now)) this.#connection.check();
    for (const { ref } of this.#outbox.failOverdue(now)) {
      const own = this.said.get(ref);
      if (own) own.failed = true;
    }
  }
}

const nameOf = (state: ConnectionState) =>
  state.name === 'connected' && state.partial ? 'connected, partial' : state.name;
