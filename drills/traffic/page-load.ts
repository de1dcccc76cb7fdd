import { randomUUID } from 'node:crypto';
import type { RequestLedger } from '../ledger/requests.ts';
import type { WriteLedger } from '../ledger/writes.ts';
import type { Account } from './account.ts';
import type { Answer } from './connections.ts';

export type PageLoadParts = {
  accounts: readonly Account[];
  /** Ids of rooms whose pages are opened. */
  rooms: readonly string[];
  requests: RequestLedger;
  writes: WriteLedger;
};

const isPage = ({ status, text }: Answer) => status === 200 && text.includes('</html>');

/**
 * Sends so many requests a second, in turn: pages of people who are signed in, calls of the API, and writes. They are sent when
 * they are due, whether or not the ones before are answered.
 *
 * @returns a function that ends it, and resolves when all are answered
 */
export function startPageLoad(perSecond: number, parts: PageLoadParts): () => Promise<void> {
  const kinds = [home, room, search, me, list, putValue, makeRoom, home, room, me];
  const running = new Set<Promise<unknown>>();
  let turn = 0;
  const timer = setInterval(() => {
    const account = parts.accounts[turn % parts.accounts.length];
    const kind = kinds[turn++ % kinds.length];
    if (!account || !kind) return;
    const one = kind(account, parts).finally(() => running.delete(one));
    running.add(one);
  }, 1000 / perSecond);
  return async () => {
    clearInterval(timer);
    await Promise.all(running);
  };
}

type Kind = (account: Account, parts: PageLoadParts) => Promise<unknown>;

const home: Kind = (account, { requests }) => page(account, '/', requests);
const search: Kind = (account, { requests }) => page(account, '/search?q=Drill+hall', requests);
const room: Kind = (account, { rooms, requests }) =>
  page(account, `/chat/${rooms[Math.trunc(Math.random() * rooms.length)]}`, requests);
const me: Kind = (account, { requests }) => requests.record('API', account.call('GET', '/users/me'));
const list: Kind = (account, { requests }) => requests.record('API', account.call('GET', '/rooms?mine=true'));

async function page(account: Account, path: string, requests: RequestLedger): Promise<void> {
  const { status } = await requests.record('page', account.ask({ method: 'GET', path }), isPage);
  if (status === 302 || status === 303) await account.signIn().catch(() => {});
}

async function putValue(owner: Account, { requests, writes }: PageLoadParts): Promise<void> {
  const key = `drill ${randomUUID()}`;
  const call = owner.call('POST', '/kv/write', { data: { [key]: key } });
  const { status } = await requests.record('write', call);
  if (status === 200) writes.confirm({ owner, kind: 'value', key });
}

async function makeRoom(owner: Account, { requests, writes }: PageLoadParts): Promise<void> {
  const call = owner.call('POST', '/rooms', { name: `Drill ${randomUUID()}` });
  const { status, text } = await requests.record('write', call);
  if (status === 201) writes.confirm({ owner, kind: 'room', key: JSON.parse(text).id });
}
