import { randomUUID } from 'node:crypto';
import { compareMessages } from '../ledger/messages.ts';
import { RequestLedger } from '../ledger/requests.ts';
import { WriteLedger } from '../ledger/writes.ts';
import { Account } from './account.ts';
import { useBrowserWebSocket } from './browser-websocket.ts';
import { startPageLoad } from './page-load.ts';
import { RoomPage } from './room-page.ts';
import { until } from './until.ts';

const PEOPLE = 50;
const ROOMS = 5;
/** The members of the last rooms are spread over all chat processes; the others are where the gateway sends their room. */
const SCATTERED_ROOMS = 2;
const PAGES_PER_SECOND = 20;
/** On average, in milliseconds. */
const SAYS_SOMETHING_EVERY = 2_000;
const SIGN_UPS_AT_ONCE = 2;

/** Names another room to the gateway than the one that the token is for. */
function toAnyProcess(): (url: string) => string {
  const room = randomUUID();
  return (url) => url.replace(/(?<=room=).*/, room);
}

/** The people of a site: 50 in 5 rooms, who talk, and those who open pages and call the API. */
export class Traffic {
  requests = new RequestLedger();
  writes = new WriteLedger();
  readonly pages: RoomPage[];
  readonly #accounts: Account[];
  readonly #rooms: string[];
  #endPageLoad: (() => Promise<void>) | undefined;
  #talk: NodeJS.Timeout[] = [];

  private constructor(accounts: Account[], rooms: string[]) {
    this.#accounts = accounts;
    this.#rooms = rooms;
    this.pages = accounts.map(
      (account, index) =>
        new RoomPage({
          account,
          roomId: rooms[index % ROOMS] ?? '',
          traffic: this,
          socketUrl: index % ROOMS >= ROOMS - SCATTERED_ROOMS ? toAnyProcess() : undefined,
        }),
    );
  }

  /** Signs everybody up and has them enter their rooms. */
  static async enter(baseURL: string): Promise<Traffic> {
    useBrowserWebSocket();
    const accounts: Account[] = [];
    for (let first = 0; first < PEOPLE; first += SIGN_UPS_AT_ONCE) {
      const some = Array.from({ length: SIGN_UPS_AT_ONCE }, (_, index) =>
        Account.signUp(baseURL, `Guest ${first + index + 1}`),
      );
      accounts.push(...(await Promise.all(some)));
    }
    const rooms: string[] = [];
    for (const owner of accounts.slice(0, ROOMS)) {
      const { status, text } = await owner.call('POST', '/rooms', { name: `Drill hall of ${owner.name}` });
      if (status !== 201) throw new Error(`no room could be made: ${status} ${text}`);
      rooms.push(JSON.parse(text).id);
    }
    const traffic = new Traffic(accounts, rooms);
    for (const page of traffic.pages) await page.open();
    await traffic.untilAllConnected(30);
    return traffic;
  }

  /** Has everybody enter anew, since a restarted process has no members, and begins to count. */
  async start(): Promise<void> {
    for (const page of this.pages) page.close();
    for (const page of this.pages) await page.open();
    await this.untilAllConnected(60);
    // Access tokens last 15 minutes.
    for (const account of this.#accounts) await account.renewTokens();
    this.requests = new RequestLedger();
    this.writes = new WriteLedger();
    for (const page of this.pages) page.forget();
    const { requests, writes } = this;
    const parts = { accounts: this.#accounts, rooms: this.#rooms, requests, writes };
    this.#endPageLoad = startPageLoad(PAGES_PER_SECOND, parts);
    this.#talk = this.pages.map((page) => {
      const every = SAYS_SOMETHING_EVERY * (0.75 + Math.random() / 2);
      return setInterval(() => page.say(), every);
    });
  }

  /** Ends the load, and waits until every message is confirmed or shown as not delivered. */
  async stop(): Promise<void> {
    for (const timer of this.#talk) clearInterval(timer);
    await this.#endPageLoad?.();
    await until(() => this.pages.every(({ isSettled }) => isSettled), 330, 'some messages get no answer');
  }

  /** The ids of the rooms; people are in them in turn. */
  get rooms(): readonly string[] {
    return this.#rooms;
  }

  get allConnected(): boolean {
    return this.pages.every(({ connected }) => connected);
  }

  /** When the last person was connected again. */
  get lastReconnect(): number {
    return Math.max(...this.pages.map(({ lastReconnect }) => lastReconnect));
  }

  untilAllConnected(seconds: number): Promise<void> {
    return until(
      () => this.allConnected,
      seconds,
      () => `not everybody is connected: ${this.disconnected.join(', ')}`,
    );
  }

  get disconnected(): string[] {
    return this.pages
      .filter(({ connected }) => !connected)
      .map(({ account, states }) => `${account.name} (${[...states].at(-1)})`);
  }

  /** What became of the messages; waits a moment for the last ones that are under way. */
  async compareMessages() {
    let verdict = compareMessages(this.pages);
    const deadline = performance.now() + 2_000;
    while (verdict.untold.length > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      verdict = compareMessages(this.pages);
    }
    return verdict;
  }

  /** Has every browser open new connections from now on. */
  newConnections(): void {
    for (const { connections } of this.#accounts) connections.renew();
  }

  leave(): void {
    for (const page of this.pages) page.close();
    for (const { connections } of this.#accounts) connections.close();
  }
}
