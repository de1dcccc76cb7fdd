/** Measures what sockets, messages and requests cost, and simulates many chat processes; writes docs/scaling.md. See bench/README.md. */
import { writeBetweenMarks } from '../document.ts';
import { machine } from '../usage.ts';
import { measureChat } from './costs/chat.ts';
import { measureCluster } from './costs/cluster.ts';
import { measureGateway } from './costs/gateway.ts';
import { measureRedis } from './costs/redis.ts';
import { measureWeb } from './costs/web.ts';
import { readMeasured, writeMeasured } from './measured.ts';
import { options, type Part } from './options.ts';
import { costsReport, needsReport, simulationReport } from './report.ts';
import { runSimulations } from './simulation/run.ts';

const DOCUMENT = new URL('../../docs/scaling.md', import.meta.url);

const say = (line: string) => void process.stderr.write(`${line}\n`);
const MEASURE: Record<Part, () => Promise<unknown>> = {
  chat: measureChat,
  cluster: measureCluster,
  redis: measureRedis,
  web: measureWeb,
  gateway: measureGateway,
  simulation: () => runSimulations(options.processes, say),
};

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const measured = await readMeasured();
for (const part of options.parts) {
  const occasion = { date: new Date().toISOString().slice(0, 10), ...machine() };
  Object.assign(measured, { [part]: await MEASURE[part]() });
  measured.occasions[part] = occasion;
  say(`${part} ${JSON.stringify(measured[part])}`);
  if (options.write) await writeMeasured(measured);
}
const reports = {
  'bench:scaling costs': costsReport(measured),
  'bench:scaling needs': needsReport(measured),
  'bench:scaling simulation': simulationReport(measured),
};
process.stdout.write(`${Object.values(reports).join('\n\n')}\n`);
if (options.write)
  for (const [name, text] of Object.entries(reports)) await writeBetweenMarks(name, text, DOCUMENT);
process.exit(0);
