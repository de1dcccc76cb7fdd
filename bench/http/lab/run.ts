/** Measures pages and calls beside the plain lab; prints JSON and a table. See bench/README.md. */
import { parseArgs } from 'node:util';
import { Child } from '../../child.ts';
import { occasion, table, verdict, writeBetweenMarks } from '../../document.ts';
import { PASSWORD } from '../../seed/password.ts';
import { machine } from '../../usage.ts';
import { startSite } from '../site.ts';
import { prepareWorkload } from '../workload.ts';
import { compareLab, type LabFigures } from './compare.ts';

const { values } = parseArgs({
  options: {
    rooms: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    write: { type: 'boolean', default: false },
  },
});
const [rooms, rounds, seconds] = [Number(values.rooms), Number(values.rounds), Number(values.seconds)];
/** Requests per second, to those of the lab. */
const TARGETS: Record<string, number> = {
  'home page': 1,
  'room page': 1,
  'search, a common text': 1,
  'search, a rare text': 20,
  '`GET /users/me`': 0.9,
};

const site = await startSite({ seeded: undefined, people: rooms / 10, rooms });
const generator = new Child(new URL('../generator.ts', import.meta.url));
try {
  const workload = await prepareWorkload({
    port: site.port,
    connection: site.connection,
    password: PASSWORD,
  });
  const { rows } = await site.connection.query(
    'select id from rooms where owner_id = $1 order by id desc limit 1',
    [workload.members[0]?.id],
  );
  const who = { workload, roomId: String(rows[0]?.id) };
  const figures = await compareLab({ site, ...who, generator, rounds, seconds });
  const on = machine();
  const text = `Measured ${occasion(on)}, ${rooms} rooms; ${seconds} s a turn, medians of ${rounds} rounds.\n\n${tableOf(figures)}`;
  process.stdout.write(`${JSON.stringify({ machine: on, figures }, null, 2)}\n\n${text}\n`);
  if (values.write) await writeBetweenMarks('bench:lab', text);
} finally {
  generator.stop();
  await site.stop();
}

function tableOf(figures: Record<string, LabFigures>): string {
  const rows = Object.entries(figures).map(([name, { ratio, site_per_s, lab_per_s, ...cpu }]) => {
    const target = TARGETS[name] ?? 1;
    const measured = `${ratio} × (${site_per_s} and ${lab_per_s} requests/s; ${cpu.site_cpu_ms} and ${cpu.lab_cpu_ms} ms of CPU each)`;
    return [name, `≥ ${target} ×`, measured, verdict(ratio >= target)];
  });
  return table(['what', 'target', 'measured', ''], rows);
}
