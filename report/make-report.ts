import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { INNER_ARCHIVE, trackedVersion, writeArchive } from './archive.ts';
import { fileName } from './author.ts';
import { api } from './chapters/api.ts';
import { appendices } from './chapters/appendices.ts';
import { architecture } from './chapters/architecture.ts';
import { database } from './chapters/database.ts';
import { protocol } from './chapters/protocol.ts';
import { screens } from './chapters/screens.ts';
import { titlePage } from './chapters/title.ts';
import { composeDiagram } from './diagrams/compose.ts';
import { draw } from './diagrams/draw.ts';
import { schemaDiagram } from './diagrams/schema.ts';
import { writeDocument } from './document/document.ts';
import { Figures } from './document/picture.ts';
import { writeWithin } from './fit.ts';
import type { Report } from './report.ts';
import { walk } from './screens/walk.ts';
import { readCompose } from './sources/compose.ts';
import { databaseTables } from './sources/tables.ts';
import { labelsOf, type ReportLocale } from './texts.ts';

/** In bytes, of each file: what the task allows. */
const LIMIT = 2_000_000;

export type Order = {
  /** Of the checkout. */
  root: string;
  /** As readAuthor returns it. */
  author: string;
  locale: ReportLocale;
  /** Where the files are put. */
  folder: string;
};
type Conduct = { signal: AbortSignal; say: (text: string) => void };

/**
 * Makes the report: the document and the archive. Files with their names are replaced when both are ready.
 *
 * @returns their paths and sizes in bytes
 * @throws TooLargeError, or the signal's reason
 */
export async function makeReport(
  order: Order,
  { signal, say }: Conduct,
): Promise<{ file: string; size: number }[]> {
  const { root, author, locale, folder } = order;
  const names = { document: fileName(author, 'docx'), archive: fileName(author, 'zip') };
  await mkdir(folder, { recursive: true });
  const unfinished = await mkdtemp(join(folder, '.report-'));
  try {
    const version = await trackedVersion(root);
    say('Packing the archive');
    const archive = { file: join(unfinished, names.archive), limit: LIMIT };
    const isTogether = await writeArchive(root, version, archive);
    if (isTogether) say(`One by one the files are too large: the archive holds them in ${INNER_ARCHIVE}`);
    signal.throwIfAborted();
    const { walked, pictures: pngs } = await walk({
      locale,
      signal,
      say,
      draw: (browser) => diagrams(browser, order),
    });
    say('Writing the document');
    const facts = { root, author, locale, labels: labelsOf(locale), ...version, isTogether, walked };
    const document = await writeWithin(LIMIT, pngs, async (pictures) => {
      signal.throwIfAborted();
      return write({ ...facts, pictures, figures: new Figures(facts.labels.document.figure) });
    });
    await writeFile(join(unfinished, names.document), document);
    signal.throwIfAborted();
    for (const name of Object.values(names)) await rename(join(unfinished, name), join(folder, name));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  const files = Object.values(names).map((name) => join(folder, name));
  return Promise.all(files.map(async (file) => ({ file, size: (await stat(file)).size })));
}

async function diagrams(browser: Browser, { root, locale }: Order): Promise<Map<string, Buffer>> {
  const words = labelsOf(locale);
  const compose = readCompose(readFileSync(join(root, 'docker-compose.yml'), 'utf8'));
  return new Map([
    ['compose', await draw(browser, composeDiagram(compose, words.architecture))],
    ['schema', await draw(browser, schemaDiagram(databaseTables(), words.database))],
  ]);
}

function write(report: Report): Promise<Buffer> {
  const { labels, author } = report;
  return writeDocument({
    title: labels.document.title,
    author,
    language: labels.language,
    titlePage: titlePage(report),
    contents: labels.document.contents,
    chapters: [architecture, database, protocol, api, screens, appendices].flatMap((chapter) =>
      chapter(report),
    ),
  });
}
