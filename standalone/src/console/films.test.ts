import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../../web/testing/console.ts';
import { people } from '../../../web/testing/people/people.ts';
import { Visitor } from '../../../web/testing/people/visitor.ts';
import { folderWithDatabase, start, stop } from '../../testing/instance.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const data = await folderWithDatabase();
const home = await mkdtemp(join(tmpdir(), 'lantern-'));
after(() => rm(home, { recursive: true }));
const { email, password } = people.anna;
const OWNER = ['--owner', email];
const run = (words: string[], input?: string) => runProgram(cli, words, { DATA_DIR: data }, input);

const films = (from: number, to: number, title = 'Film') =>
  Array.from({ length: to - from }, (_, at) =>
    JSON.stringify({ external_id: `${title} ${from + at}`, title: `${title} ${from + at}` }),
  );
const write = async (name: string, lines: string[]) => {
  await writeFile(join(home, name), `${lines.join('\n')}\n`);
  return join(home, name);
};

/** An import of which more is to come. */
function begin(lines: string[]) {
  const words = ['import-films', '-', '--format', 'jsonl', ...OWNER];
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [cli, ...words], {
    env: { PATH, NODE_COMPILE_CACHE, DATA_DIR: data },
  });
  child.stdin.on('error', () => {});
  child.stdin.write(`${lines.join('\n')}\n`);
  return child;
}
async function end(child: ChildProcess) {
  const closed = new Promise<number | null>((done) => child.once('close', done));
  const [err, code] = await Promise.all([text(child.stderr as NodeJS.ReadableStream), closed]);
  return { code, err };
}
/** Until a batch has been written. */
async function seen(title: string): Promise<void> {
  while (!(await visitor.get('/')).text.includes(title));
}
const stopped = (line: number, made: number) =>
  `Stopped after line ${line}. ${made} films: ${made} rooms made, 0 changed, 0 left as they were.
Go on with --from-line ${line + 1}, or do all of it again.
Not all of the file was imported.
`;

const created = await run(['create-superuser', '--email', email, '--password-stdin'], `${password}\n`);
assert.equal(created.code, 0);
const instance = await start(data);
const visitor = new Visitor(instance.url);
await visitor.signIn('anna');

test('with a running server the console reads and writes the files, and the server imports the films', async () => {
  const file = await write('films.jsonl', [...films(0, 1200), 'nothing', ...films(1200, 1300)]);
  const rejected = `${file}.rejected.jsonl`;
  assert.deepEqual(await run(['import-films', file, ...OWNER]), {
    code: 1,
    out: '1,300 films: 1,300 rooms made, 0 changed, 0 left as they were.\n',
    err: `1 line rejected, see ${rejected}.\n`,
  });
  const line = '{"line":1201,"reason":"is no JSON","text":"nothing"}\n';
  assert.equal(await readFile(rejected, 'utf8'), line);
});

test('an aborted import says where to continue', async () => {
  const interrupted = begin(films(0, 300, 'Reel'));
  await seen('Reel');
  interrupted.kill('SIGINT');
  assert.deepEqual(await end(interrupted), { code: 1, err: stopped(200, 200) });
  const lines = films(0, 300, 'Reel').join('\n');
  const words = ['import-films', '-', '--format', 'jsonl', ...OWNER, '--from-line', '201'];
  assert.match((await run(words, lines)).err, /^100 films: 100 rooms made/);
});

test('stopping the server says the same, and a killed console leaves only complete batches', async () => {
  const killed = begin(films(0, 300, 'Tape'));
  await seen('Tape');
  killed.kill('SIGKILL');
  await end(killed);
  const cut = begin(films(0, 300, 'Disc'));
  await seen('Disc');
  const [outcome] = await Promise.all([end(cut), stop(instance)]);
  assert.deepEqual(outcome, { code: 1, err: stopped(200, 200) });

  // Now nobody runs, and the console does the work by itself.
  const file = await write('all.jsonl', [...films(0, 300, 'Tape'), ...films(0, 300, 'Disc')]);
  assert.deepEqual(await run(['import-films', file, ...OWNER]), {
    code: 0,
    out: '600 films: 200 rooms made, 0 changed, 400 left as they were.\n',
    err: '',
  });
});
