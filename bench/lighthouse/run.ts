// npm run lighthouse: looks at pages of `npm start` with Lighthouse, as on a phone and at a desk. `-- --write` puts the table into
// docs/performance.md; it fails when a page is below 100 anywhere.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { browserOptions } from '../../e2e/browser.ts';
import { startStandalone } from '../../e2e/stacks/standalone.ts';
import { member, Visitor } from '../../web/testing/people/visitor.ts';
import { occasion, table, writeBetweenMarks } from '../document.ts';
import { machine } from '../usage.ts';

const tools = join(import.meta.dirname, 'tools');
const cli = join(tools, 'node_modules/lighthouse/cli/index.js');
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const FORMS = { phone: [], desk: ['--preset=desktop'] };

type Audit = { score: number | null; title: string };
type Report = {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, Audit>;
};

/** @returns the report of one page. Lighthouse starts a browser of its own. */
async function look(url: string, folder: string, options: string[]): Promise<Report> {
  const output = join(folder, 'report.json');
  const flags = ['--headless=new', ...(browserOptions.args ?? [])].join(' ');
  const env = { ...process.env, CHROME_PATH: browserOptions.executablePath };
  const given = ['--quiet', '--output=json', `--output-path=${output}`, `--chrome-flags=${flags}`];
  const categories = `--only-categories=${CATEGORIES.join(',')}`;
  await promisify(execFile)(process.execPath, [cli, url, ...given, categories, ...options], { env });
  return JSON.parse(await readFile(output, 'utf8'));
}

/** What keeps a page from 100, where something counts for it. */
function faultsOf({ categories, audits }: Report): string[] {
  const refs = Object.values(categories).flatMap(({ auditRefs }) => auditRefs);
  const counted = refs.filter(({ weight }) => weight > 0).map(({ id }) => [id, audits[id]] as const);
  return counted.flatMap(([id, audit]) =>
    audit?.score != null && audit.score < 0.9 ? [`${id}: ${audit.title}`] : [],
  );
}

const installed = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', tools], {
  stdio: 'inherit',
});
if (installed.status !== 0) throw new Error('Lighthouse cannot be installed');
const folder = await mkdtemp(join(tmpdir(), 'lantern-lighthouse-'));
const stack = await startStandalone();
const rows: string[][] = [];
let isPerfect = true;
try {
  const anna = await member(new Visitor(stack.baseURL), 'anna');
  const room = await anna.createRoom('Harbour office');
  const headers = join(folder, 'headers.json');
  await writeFile(headers, JSON.stringify({ Cookie: await anna.cookieHeader() }));
  const signedIn = [`--extra-headers=${headers}`];
  const pages: [name: string, path: string, options: string[]][] = [
    ['`/`, a stranger', '/', []],
    ['`/login`', '/login', []],
    ['home', '/', signedIn],
    ['search', '/search?q=harbour', signedIn],
    ['settings', '/settings', signedIn],
    ['a room', `/chat/${room}`, signedIn],
  ];
  for (const [name, path, options] of pages) {
    const cells: string[] = [];
    for (const form of Object.values(FORMS)) {
      const report = await look(stack.baseURL + path, folder, [...options, ...form]);
      const scores = CATEGORIES.map((each) => Math.round((report.categories[each]?.score ?? 0) * 100));
      cells.push(scores.join(' / '));
      isPerfect &&= scores.every((score) => score === 100);
      for (const fault of faultsOf(report)) process.stdout.write(`  ${name}: ${fault}\n`);
    }
    process.stdout.write(`${name}: ${cells.join('; ')}\n`);
    rows.push([name, ...cells]);
  }
} finally {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}
const measured = `${table(['page', 'phone', 'desk'], rows)}\n\nMeasured ${occasion(machine())}.`;
process.stdout.write(`\n${measured}\n`);
if (process.argv.includes('--write')) await writeBetweenMarks('lighthouse', measured);
process.exitCode = isPerfect ? 0 : 1;
