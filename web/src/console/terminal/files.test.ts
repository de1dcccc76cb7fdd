import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after, test } from 'node:test';
import { Gone } from '../gone.ts';
import { FileFailure, localFiles } from './files.ts';
import { directoryOf } from './terminal.ts';

const folder = await mkdtemp(join(tmpdir(), 'lantern-'));
after(() => rm(folder, { recursive: true }));
const streams = { input: new PassThrough(), output: new PassThrough() };
const files = localFiles(folder, streams);

async function whole(path: string): Promise<string> {
  const { text } = await files.read(path);
  return (await Array.fromAsync(text)).join('');
}

test('a file is read from where the command was typed, whole letters at a time, without its byte order mark', async () => {
  const text = 'Ромашка 🌼\r\n'.repeat(20_000);
  await writeFile(join(folder, 'films.txt'), `\uFEFF${text}`);
  assert.equal(await whole('films.txt'), text);
  assert.equal((await files.read('films.txt')).size, Buffer.byteLength(text) + 3);
});

test('invalid UTF-8 is recognised', async () => {
  await writeFile(join(folder, 'cp1251.txt'), Buffer.from([0xd1, 0xee, 0xeb]));
  assert.match(await whole('cp1251.txt'), /\uFFFD/);
});

test('standard input and output can be used as files', async () => {
  const { size, text } = await files.read('-');
  streams.input.end('a line\n');
  assert.deepEqual([size, await Array.fromAsync(text)], [undefined, ['a line\n']]);
  await files.write('-', 'another\n', true);
  assert.equal(String(streams.output.read()), 'another\n');
});

test('output is appended, or replaces earlier output', async () => {
  for (const [text, anew] of [
    ['lost\n', true],
    ['one\n', true],
    ['two\n', false],
  ] as const)
    await files.write('out.txt', text, anew);
  assert.equal(await readFile(join(folder, 'out.txt'), 'utf8'), 'one\ntwo\n');
});

test('a file that cannot be used is named with the reason', async () => {
  await mkdir(join(folder, 'inside'));
  for (const [path, reason] of [
    ['nothing.txt', 'there is no such file'],
    ['out.txt/x', 'there is no such file'],
    ['inside', 'is a folder'],
  ] as const)
    await assert.rejects(files.read(path), (error: FileFailure) => error.message.includes(reason));
  await assert.rejects(files.write('inside', 'x', true), FileFailure);
  await assert.rejects(files.write('missing/x', 'x', true), FileFailure);
});

test('reading can be stopped, also while no data arrives', async () => {
  const { text } = await localFiles(folder, { ...streams, input: new Readable({ read() {} }) }).read('-');
  const next = text.next();
  process.emit('SIGINT');
  await assert.rejects(next, Gone);
  assert.equal(process.listenerCount('SIGINT'), 0, 'the second time the process ends');
});

test('npm says where it was started, and other programs stand there', () => {
  assert.equal(directoryOf({ npm_lifecycle_event: 'lantern', INIT_CWD: '/home/anna' }), '/home/anna');
  assert.equal(directoryOf({ npm_lifecycle_event: 'nightly', INIT_CWD: '/home/anna' }), process.cwd());
});
