import { searchKey } from '@lantern/service/text';
import { v7 as uuid } from 'uuid';
import { Chance } from './chance.ts';
import { ENGLISH, RUSSIAN } from './words.ts';

/** One line of COPY's text format; null is `\N`. */
type Line = string;
/** One table's columns, and its lines. */
export type Table = { name: string; columns: string; lines: Iterable<Line>; count: number };

const DAY_MS = 24 * 60 * 60 * 1000;
/** People came, and rooms were made, over two years. */
const HISTORY_MS = 730 * DAY_MS;
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'curl/8.14.1',
];
const line = (...values: (string | number | boolean | null)[]): Line =>
  `${values.map((value) => (value === null ? '\\N' : String(value))).join('\t')}\n`;

export type Plan = { users: number; rooms: number; passwordHash: string; seed: number; now: number };

/** Every table to fill, in an order that their references allow; lines are made while they are read. */
export function tables(plan: Plan): Table[] {
  const ids = Array.from({ length: plan.users }, (_, n) =>
    uuid({ msecs: momentOf(n, plan.users, plan.now) }),
  );
  const tag = plan.seed.toString(36);
  return [
    {
      name: 'users',
      columns: 'id, email, login, password_hash, first_name, last_name, locale',
      lines: users(plan, ids, tag),
      count: plan.users,
    },
    {
      name: 'user_service',
      columns: 'user_id, created_at, last_sign_in_at',
      lines: userService(plan, ids),
      count: plan.users,
    },
    {
      name: 'sign_ins',
      columns: 'id, user_id, at, ip, user_agent, method, outcome',
      lines: signIns(plan, ids),
      count: plan.users,
    },
    {
      name: 'rooms',
      columns: 'id, name, search_key, namesake, owner_id, created_at',
      lines: rooms(plan, ids, tag),
      count: plan.rooms,
    },
  ];
}

function momentOf(n: number, count: number, now: number): number {
  return Math.trunc(now - HISTORY_MS + (HISTORY_MS * (n + 1)) / (count + 1));
}

function* users({ passwordHash, seed }: Plan, ids: string[], tag: string): Generator<Line> {
  const chance = new Chance(seed + 1);
  for (const [n, id] of ids.entries()) {
    const latin = { first: chance.pickByRank(ENGLISH.first), last: chance.pickByRank(ENGLISH.last) };
    const names = chance.happens(0.6)
      ? { first: chance.pickByRank(RUSSIAN.first), last: chance.pickByRank(RUSSIAN.last) }
      : latin;
    const unique = `${n.toString(36)}${tag}`;
    yield line(
      id,
      `${latin.first}.${latin.last}.${unique}@example.${chance.pick(['org', 'com', 'net'])}`.toLowerCase(),
      chance.happens(0.7) ? `${latin.last}${unique}` : null,
      passwordHash,
      chance.happens(0.8) ? names.first : null,
      chance.happens(0.8) ? names.last : null,
      chance.happens(0.1) ? chance.pick(['ru', 'en']) : null,
    );
  }
}

function* userService({ users: count, seed, now }: Plan, ids: string[]): Generator<Line> {
  const chance = new Chance(seed + 2);
  for (const [n, id] of ids.entries()) {
    const created = momentOf(n, count, now);
    const last = new Date(created + chance.next() * (now - created)).toISOString();
    yield line(id, new Date(created).toISOString(), chance.happens(0.9) ? last : null);
  }
}

/** As many as there are people, in the order of time; a few people have most of them. */
function* signIns({ users: count, seed, now }: Plan, ids: string[]): Generator<Line> {
  const chance = new Chance(seed + 3);
  for (let n = 0; n < count; n++) {
    const at = momentOf(n, count, now);
    // Nobody signs in before they have an account.
    const who = ids[Math.trunc((n + 1) * chance.next() ** 2)] ?? null;
    const ip = chance.happens(0.8)
      ? `203.0.${chance.below(256)}.${chance.below(256)}`
      : `2001:db8::${chance.below(65536).toString(16)}`;
    const outcome = chance.happens(0.95) ? 'success' : 'wrong_password';
    yield line(
      uuid({ msecs: at }),
      who,
      new Date(at).toISOString(),
      ip,
      chance.pickByRank(AGENTS),
      'password',
      outcome,
    );
  }
}

/** A third of the people have rooms, and the first of them the most. */
function* rooms({ rooms: count, seed, now }: Plan, ids: string[], tag: string): Generator<Line> {
  const chance = new Chance(seed + 4);
  const taken = new Set<string>();
  for (let n = 0; n < count; n++) {
    const at = momentOf(n, count, now);
    let name = roomName(chance);
    // The same name again gets a number, as people do it; so does every name that is added to a database with others.
    if (seed > 0 || taken.has(name)) name += ` № ${n}${seed > 0 ? tag : ''}`;
    taken.add(name);
    const owner = ids[Math.trunc((ids.length / 3) * chance.next() ** 3)] ?? null;
    yield line(uuid({ msecs: at }), name, searchKey(name), 0, owner, new Date(at).toISOString());
  }
}

function roomName(chance: Chance): string {
  const { kinds, topics, places, last } = chance.happens(0.6) ? RUSSIAN : ENGLISH;
  const parts = [chance.pickByRank(kinds), chance.pickByRank(topics)];
  if (chance.happens(0.8)) parts.push(chance.pickByRank(places));
  if (chance.happens(0.4)) parts.push(chance.pickByRank(last));
  if (chance.happens(0.2)) parts.push(String(2000 + chance.below(30)));
  return parts.join(' ');
}
