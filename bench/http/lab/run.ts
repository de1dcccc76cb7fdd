/** Measures pages and calls beside the plain lab; prints JSON and a table. See bench/README.md. */
import { parseArgs } from 'node:util';
import { Child } from '../../child.ts';
import { occasion, table, verdict, writeBetweenMarks } from '../../document.ts';
import { PASSWORD } from '../../seed/password.ts';
import { machine } from '../../usage.ts';
import { gatherCast } from '../cast.ts';
import { startStand } from '../stand.ts';
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

const stand = await startStand(undefined, rooms / 10, rooms);
const generator = new Child(new URL('../generator.ts', import.meta.url));
try {
  const cast = await gatherCast(stand.port, stand.connection, PASSWORD);
  const { rows } = await stand.connection.query(
    'select id from rooms where owner_id = $1 order by id desc limit 1',
    [cast.members[0]?.id],
  );
  const who = { cast, roomId: String(rows[0]?.id) };
  const figures = await compareLab(stand, who, generator, { rounds, seconds });
  const on = machine();
  const text = `Measured ${occasion(on)}, ${rooms} rooms; ${seconds} s a turn, medians of ${rounds} rounds.\n\n${tableOf(figures)}`;
  process.stdout.write(`${JSON.stringify({ machine: on, figures }, null, 2)}\n\n${text}\n`);
  if (values.write) await writeBetweenMarks('bench:lab', text);
} finally {
  generator.stop();
  await stand.stop();
}

function tableOf(figures: Record<string, LabFigures>): string {
  const rows = Object.entries(figures).map(([name, { ratio, site_per_s, lab_per_s, ...cpu }]) => {
    const target = TARGETS[name] ?? 1;
    const measured = `${ratio} × (${site_per_s} and ${lab_per_s} requests/s; ${cpu.site_cpu_ms} and ${cpu.lab_cpu_ms} ms of CPU each)`;
    return [name, `≥ ${target} ×`, measured, verdict(ratio >= target)];
  });
  return table(['what', 'target', 'measured', ''], rows);
}
