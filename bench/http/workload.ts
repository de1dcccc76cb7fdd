import type { Connection } from '@lantern/db';
import { type Ask, client, expectSuccess } from './client.ts';

/** A seeded person who is signed in, as a program and on the pages. */
export type Member = { email: string; id: string; token: string; refreshToken: string; cookie: string };
/** Whose requests a benchmark sends, and what they ask for. */
export type Workload = { members: Member[]; rooms: string[]; texts: string[]; email: string };

const MEMBERS = 40;
const ROOMS = 5000;
/** Of the seeded words: in every tenth name, in thousands, in some dozens, in none. */
const COMMON = ['шахматы', 'fishing', 'соседи', 'neighbours'];
const MISSES = ['щщщщщщ', 'qqqqqqq', 'nothing is called so', 'ъъъ ъъъ'];

export type SeededSite = {
  port: number;
  connection: Connection;
  /** Of everybody who was seeded. */
  password: string;
};

/** Signs people in and picks what will be asked for. */
export async function prepareWorkload({ port, connection, password }: SeededSite): Promise<Workload> {
  const site = client(port, 4);
  const { rows: people } = await connection.query(
    'select u.id, u.email from users u where exists (select 1 from rooms r where r.owner_id = u.id) order by u.id limit $1',
    [MEMBERS + 1],
  );
  const { rows: rooms } = await connection.query(
    `select id, name from rooms
     tablesample bernoulli (least(100, 100 * ${ROOMS}::real / (select count(*) from rooms))) limit ${ROOMS}`,
    [],
  );
  if (rooms.length === 0) throw new Error('there are no rooms: seed them first');
  const members: Member[] = [];
  for (const { id, email } of people.slice(1)) {
    const pair = JSON.parse((await expectSuccess(site.ask(signIn(String(email), password)))).text);
    const cookie = members.length < 4 ? await openSession(site.ask, String(email), password) : '';
    members.push({
      id: String(id),
      email: String(email),
      token: pair.token,
      refreshToken: pair.refresh_token,
      cookie,
    });
  }
  site.close();
  return {
    members,
    rooms: rooms.map((room) => String(room.id)),
    texts: searched(rooms.map((room) => String(room.name))),
    email: String(people[0]?.email),
  };
}

export function signIn(email: string, password: string): Ask {
  const body = JSON.stringify({ email, password });
  return { method: 'POST', path: '/auth/login', headers: { 'content-type': 'application/json' }, body };
}

/** A third common words, a third parts of names that are there, a third of which half finds nothing and half one room. */
function searched(names: string[]): string[] {
  const long = names.filter((name) => name.length >= 12);
  return long.slice(0, 300).flatMap((name, n) => {
    const word = name.split(' ').at(-1) ?? name;
    const part = word.length >= 6 ? word.slice(0, 6) : name.slice(-8);
    return [COMMON[n % COMMON.length] ?? '', part, n % 2 ? (MISSES[n % MISSES.length] ?? '') : name];
  });
}

/** @returns the cookies of a browser that has signed in */
export async function openSession(
  ask: ReturnType<typeof client>['ask'],
  email: string,
  password: string,
): Promise<string> {
  const form = await expectSuccess(ask({ method: 'GET', path: '/login' }));
  const csrf = /name="_csrf" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
  const signedIn = await expectSuccess(
    ask({
      method: 'POST',
      path: '/login',
      headers: {
        cookie: cookieOf(form.headers['set-cookie']),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _csrf: csrf, email, password }).toString(),
    }),
  );
  return cookieOf(signedIn.headers['set-cookie']);
}

const cookieOf = (lines: string[] | undefined) => (lines ?? []).map((line) => line.split(';')[0]).join('; ');
