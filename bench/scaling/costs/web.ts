import { round } from '../../figures.ts';
import { type Ask, client, expectSuccess } from '../../http/client.ts';
import { type BenchSite, startSite } from '../../http/site.ts';
import { prepareWorkload } from '../../http/workload.ts';
import { redisPid } from '../../redis-pid.ts';
import { PASSWORD } from '../../seed/password.ts';
import { fineCpuSeconds, parentOf } from '../../usage.ts';
import { familySeconds } from './family.ts';

/** CPU of each request, in milliseconds. */
export type RequestCosts = { web_ms: number; postgres_ms: number; redis_ms: number };
export type WebCosts = {
  token: RequestCosts;
  room_page: RequestCosts;
  home_page: RequestCosts;
  search: RequestCosts;
};

const ROOMS = 20_000;
const CONNECTIONS = 8;
const WARM_UP = 2;
const SECONDS = 4;

/** What requests cost web, Postgres and Redis. */
export async function measureWeb(): Promise<WebCosts> {
  const site = await startSite({ seeded: undefined, people: ROOMS / 10, rooms: ROOMS });
  try {
    const { port, connection } = site;
    const { members, rooms, texts } = await prepareWorkload({ port, connection, password: PASSWORD });
    const [member] = members;
    if (!member) throw new Error('nobody in this database has a room');
    const visitor = client(port, CONNECTIONS);
    const headers = { cookie: member.cookie };
    const get = (path: string): Ask => ({ method: 'GET', path, headers });
    const [room = ''] = rooms;
    const page = await expectSuccess(visitor.ask(get(`/chat/${room}`)));
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const token: Ask = {
      method: 'POST',
      path: `/chat/${room}/token`,
      headers: { ...headers, accept: 'application/json', 'x-csrf-token': csrf },
    };
    const parts = await partsOf(site);
    const measure = async (next: (n: number) => Ask): Promise<RequestCosts> => {
      await loop(WARM_UP, (n) => expectSuccess(visitor.ask(next(n))));
      const before = read(parts);
      const done = await loop(SECONDS, (n) => expectSuccess(visitor.ask(next(n))));
      const after = read(parts);
      const ms = (part: keyof typeof parts) => round(((after[part] - before[part]) * 1000) / done, 4);
      return { web_ms: ms('web'), postgres_ms: ms('postgres'), redis_ms: ms('redis') };
    };
    const costs = {
      token: await measure(() => token),
      room_page: await measure((n) => get(`/chat/${rooms[n % rooms.length]}`)),
      home_page: await measure(() => get('/')),
      search: await measure((n) => get(`/search?q=${encodeURIComponent(texts[n % texts.length] ?? '')}`)),
    };
    visitor.close();
    return costs;
  } finally {
    await site.stop();
  }
}

/** Asks over several connections; returns how often. */
async function loop(seconds: number, ask: (n: number) => Promise<unknown>): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let asked = 0;
  const visitor = async () => {
    while (performance.now() < end) {
      asked += 1;
      await ask(asked);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, visitor));
  return asked;
}

async function partsOf({ pid, connection, redisUrl }: BenchSite) {
  const { rows } = await connection.query('select pg_backend_pid() as pid');
  return { web: pid, postgres: parentOf(Number(rows[0]?.pid)), redis: await redisPid(redisUrl) };
}

function read({ web, postgres, redis }: Awaited<ReturnType<typeof partsOf>>) {
  return { web: fineCpuSeconds(web), postgres: familySeconds(postgres), redis: fineCpuSeconds(redis) };
}
