import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Browser, chromium } from '@playwright/test';
import { browserOptions } from '../../e2e/browser.ts';
import { root } from '../../testing/checkout.ts';
import { INNER_ARCHIVE, trackedVersion } from '../archive.ts';
import { changedCopy } from './changed-copy.ts';
import { ReportCommand } from './command.ts';
import { namesIn, type Opened, openDocument } from './document.ts';
import { processesWith } from './leftovers.ts';
import { type Printed, print } from './printed.ts';

const LIMIT = 2_000_000;

let scratch: string;
let browser: Browser;
let document: Opened;
let english: Opened;
let printed: Printed;
let added: string[];
let output: string;

// Both at once: each of them mostly waits for a page.
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'lantern-report-'));
  browser = await chromium.launch(browserOptions);
  const copy = join(scratch, 'copy');
  added = await changedCopy(copy);
  const commands = [
    new ReportCommand(root, ['--author', 'Салтыков-Щедрин Михаил', '--folder', join(scratch, 'ru')]),
    new ReportCommand(copy, ['--author', 'Mary-Jane O’Brien', '--lang', 'en']),
  ];
  const [own = '', other = ''] = (await Promise.all(commands.map((command) => command.ended()))).map(
    ({ code, output }) => {
      assert.equal(code, 0, output);
      return output;
    },
  );
  output = own;
  assert.match(other, /dist\/Mary-Jane_O’Brien_webdev_lab_1\.docx/);
  document = await openDocument(browser, ruFile('docx'));
  english = await openDocument(browser, join(copy, 'dist/Mary-Jane_O’Brien_webdev_lab_1.docx'));
  printed = await print(ruFile('docx'), scratch);
});

after(async () => {
  await browser?.close();
  await rm(scratch, { recursive: true, force: true });
});

const ruFile = (extension: string) => join(scratch, `ru/Салтыков-Щедрин_Михаил_webdev_lab_1.${extension}`);

test('the command makes two files of at most 2,000,000 bytes, named for the author, and shows what it does', async () => {
  assert.deepEqual((await readdir(join(scratch, 'ru'))).toSorted(), [
    'Салтыков-Щедрин_Михаил_webdev_lab_1.docx',
    'Салтыков-Щедрин_Михаил_webdev_lab_1.zip',
  ]);
  for (const extension of ['docx', 'zip']) {
    const { size } = await stat(ruFile(extension));
    assert.ok(size > 100_000 && size <= LIMIT, `${extension}: ${size}`);
    assert.ok(output.includes(`.${extension}  ${size.toLocaleString('en')} bytes`), output);
  }
  assert.match(output, /\d+ s {2}Picture 1: /);
});

test('the archive holds what git tracks, nothing else', async () => {
  const { commit, files } = await trackedVersion(root);
  const archive = isTogether(namesIn(ruFile('zip'))) ? unpacked(ruFile('zip')) : ruFile('zip');
  assert.deepEqual(namesIn(archive).toSorted(), files.toSorted());
  for (const name of ['README.md', 'docs/report/ru/database.md', 'docs/images/chat.png']) {
    const packed = execFileSync('unzip', ['-p', archive, name]);
    assert.deepEqual(packed, execFileSync('git', ['show', `${commit}:${name}`], { cwd: root }), name);
  }
});

const isTogether = ([name, ...others]: string[]) => name === INNER_ARCHIVE && others.length === 0;

function unpacked(archive: string): string {
  execFileSync('unzip', ['-q', archive, INNER_ARCHIVE, '-d', scratch]);
  return join(scratch, INNER_ARCHIVE);
}

test('the chapters are those of the task, in its order, in Word’s own styles', () => {
  const chapters = document.headings.filter(({ style }) => style === 'Heading1').map(({ text }) => text);
  assert.deepEqual(chapters, [
    '1. Описание архитектуры ПО',
    '2. Описание структуры базы данных',
    '3. Описание протокола и форматов передачи данных',
    '4. Описание API',
    '5. Скриншоты функционала',
    'Приложение А. Код website',
    'Приложение Б. Код chat',
    'Приложение В. Состав архива',
  ]);
  assert.ok(document.text.includes('Выполнил(а): Салтыков-Щедрин Михаил'));
});

test('each picture is there and has a caption with its number', () => {
  const { pictures, captions } = document;
  assert.ok(pictures.length >= 45, String(pictures.length));
  assert.deepEqual(
    captions,
    pictures.map(({ alt }, at) => `Рисунок ${at + 1}. ${alt}`),
  );
  const inside = new Set(namesIn(ruFile('docx')));
  for (const { path } of pictures) assert.ok(inside.has(`word/${path}`), path);
});

test('no table is empty, and no row', () => {
  assert.ok(document.tables.length > 80, String(document.tables.length));
  for (const [head = [], ...rows] of document.tables) {
    assert.ok(rows.length > 0, head.join());
    for (const row of rows)
      assert.ok(
        row.some((cell) => cell.trim() !== ''),
        head.join(),
      );
    assert.ok(
      rows.every((row) => row.length === head.length),
      head.join(),
    );
  }
});

test('printed, no page is blank, nothing stands in the margins, and Cyrillic letters are letters', () => {
  const { pages, blank, overflowing } = printed;
  assert.ok(pages.length > 60, String(pages.length));
  assert.deepEqual({ blank, overflowing }, { blank: [], overflowing: [] });
  assert.ok(pages[0]?.includes('Lantern: онлайн-чат из двух'), pages[0]);
  assert.ok(!pages.join('').includes('\ufffd'));
});

test('the contents name the page of each chapter', () => {
  const contents = printed.pages.slice(1, 4).join('\n');
  for (const { style, text } of document.headings) {
    if (style !== 'Heading1') continue;
    const page = printed.pages.findIndex((each) => each.split('\n').some((line) => line.trim() === text)) + 1;
    const [, named] = new RegExp(`${RegExp.escape(text)}\\.{3,}\\s*(\\d+)`).exec(contents) ?? [];
    // Word and LibreOffice break some lines in different places.
    assert.ok(Math.abs(Number(named) - page) <= 2, `${text}: ${named}, and it is on ${page}`);
  }
});

test('a new route, column and message are in the next report, which is in English', () => {
  assert.equal(english.headings[0]?.text, '1. Architecture');
  const headings = english.headings.map(({ text }) => text);
  const cells = english.tables.flat(2);
  for (const name of added) {
    assert.ok(headings.includes(name) || cells.includes(name), name);
    assert.ok(!document.text.includes(name), name);
  }
});

test('Ctrl-C leaves no process, no file and no half of a report, at the start and in the middle', async () => {
  await Promise.all(['Starting Lantern', 'Picture 2:'].map(interruptedAt));
});

/** @param moment what the command has written then */
async function interruptedAt(moment: string): Promise<void> {
  const own = await mkdtemp(join(scratch, 'interrupted-'));
  const [temporary, folder] = [join(own, 'tmp'), join(own, 'dist')];
  await mkdir(temporary);
  const words = ['--author', 'Иванова Анна', '--folder', folder];
  const command = new ReportCommand(root, words, { TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: '1' });
  await command.writes(moment);
  command.interrupt();
  const { code, output } = await command.ended();
  assert.equal(code, 130, output);
  assert.match(output, /Interrupted: nothing was written\.\n$/);
  assert.deepEqual(await readdir(temporary), []);
  assert.deepEqual(await readdir(folder), []);
  assert.deepEqual(processesWith(own), []);
}

test('a name that cannot be a file’s is refused in one sentence', async () => {
  const folder = join(scratch, 'refused');
  const authors = ['../../etc passwd', '.. ..', 'Анна\tИванова', 'Анна', `Анна ${'а'.repeat(200)}`];
  const commands = authors.map((author) => new ReportCommand(root, ['--author', author, '--folder', folder]));
  for (const { code, output } of await Promise.all(commands.map((command) => command.ended()))) {
    assert.equal(code, 1, output);
    assert.match(output, /^--author [^\n]+\nnpm run report/);
  }
  await assert.rejects(stat(folder));
});
