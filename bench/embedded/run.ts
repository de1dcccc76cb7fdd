/** What somebody waits for the home page of `npm start` while people talk: `npm run bench:embedded`. See bench/README.md. */
import { parseArgs } from 'node:util';
import { startStandalone } from '../../e2e/stacks/standalone.ts';
import { Talker } from '../../e2e/talker.ts';
import { Program } from '../../web/testing/people/program.ts';
import { occasion, table, verdict, writeBetweenMarks } from '../document.ts';
import { percentiles } from '../figures.ts';
import { client, expectSuccess } from '../http/client.ts';
import { openLoop } from '../http/open-loop.ts';
import { openSession } from '../http/workload.ts';
import { machine } from '../usage.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '30' }, write: { type: 'boolean', default: false } },
});
const seconds = Number(values.seconds);
const [PEOPLE, ROOMS, PER_SECOND, WARM_UP] = [20, 20, 50, 10];
const MOST_MS = 25;
const OWNER = { email: 'owner@example.org', password: 'Quiet evening, 7 lamps' };

const site = await startStandalone('', { RATE_LIMIT_FACTOR: '1000' });
const talkers: Talker[] = [];
let clock: NodeJS.Timeout | undefined;
try {
  const owner = new Program(site.baseURL);
  await owner.post('/auth/register', { ...OWNER, first_name: 'Anna' });
  await owner.signInAs(OWNER);
  const rooms: string[] = [];
  while (rooms.length < ROOMS)
    rooms.push((await owner.post('/rooms', { name: `Garden ${rooms.length}` })).body.id);
  for (let n = 0; n < PEOPLE; n++) {
    // A name has no digits.
    const talker = new Talker(`Guest ${String.fromCharCode('A'.charCodeAt(0) + n)}`);
    await talker.enter(`guest-${n}@example.org`, `${site.baseURL}/chat/${rooms[0]}`, String(rooms[0]));
    talkers.push(talker);
  }
  // One after the other, and each once a second.
  let turn = 0;
  clock = setInterval(() => talkers[turn++ % PEOPLE]?.speak(), 1000 / PEOPLE);

  const { ask, close } = client(Number(new URL(site.baseURL).port), 8);
  const cookie = await openSession(ask, OWNER.email, OWNER.password);
  const waited: number[] = [];
  const load = (total: number) =>
    openLoop(PER_SECOND, total, async (due) => {
      const { text } = await expectSuccess(ask({ method: 'GET', path: '/', headers: { cookie } }));
      if (!text.includes(`/chat/${rooms[1]}`)) throw new Error('the page lists no rooms');
      waited.push(performance.now() - due);
    });
  await load(WARM_UP * PER_SECOND);
  waited.length = 0;
  await load(seconds * PER_SECOND);
  close();
  const heard = talkers.map((talker) => talker.heard.length);
  const { p50, p95, p99 } = percentiles(waited);
  const row = ['Home page with 20 rooms', `p95 ≤ ${MOST_MS} ms`, `p50 ${p50}, p95 ${p95}, p99 ${p99} ms`];
  const text = `Measured ${occasion(machine())}; ${PER_SECOND} pages a second for ${seconds} s, while ${PEOPLE} people in one room said ${Math.min(...heard)} things to each other.\n\n${table(['what', 'target', 'measured', ''], [[...row, verdict(p95 <= MOST_MS)]])}`;
  process.stdout.write(`${text}\n`);
  if (values.write) await writeBetweenMarks('bench:embedded', text);
} finally {
  clearInterval(clock);
  for (const talker of talkers) talker.leave();
  await site.stop();
}
