import { execFileSync } from 'node:child_process';
import type { Browser } from '@playwright/test';

/** What stands in a DOCX, in its order. */
export type Opened = {
  text: string;
  /** By the ids of Word's styles. */
  headings: { style: string; text: string }[];
  captions: string[];
  pictures: { path: string; alt: string }[];
  /** Rows of cells. */
  tables: string[][][];
};

const unzipped = (file: string, path: string) =>
  execFileSync('unzip', ['-p', file, path], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

/** @returns the names of the files in a ZIP; throws when one of them is damaged */
export function namesIn(file: string): string[] {
  execFileSync('unzip', ['-tqq', file]);
  const names = execFileSync('unzip', ['-Z1', file], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  return names.split('\n').filter((name) => name !== '' && !name.endsWith('/'));
}

/**
 * Opens a DOCX again: unpacks it and has the browser parse its XML.
 *
 * @throws Error when the XML is not well formed
 */
export async function openDocument(browser: Browser, file: string): Promise<Opened> {
  const page = await browser.newPage();
  try {
    const parts = {
      body: unzipped(file, 'word/document.xml'),
      relations: unzipped(file, 'word/_rels/document.xml.rels'),
    };
    // As text: the types of the browser are not those of this program.
    const opened = await page.evaluate(`(${READ})(${JSON.stringify(parts)})`);
    return opened as Opened;
  } finally {
    await page.close();
  }
}

const READ = String.raw`({ body, relations }) => {
  const parsed = (xml) => {
    const parsedXml = new DOMParser().parseFromString(xml, 'application/xml');
    const failure = parsedXml.querySelector('parsererror');
    if (failure) throw new Error(failure.textContent);
    return parsedXml;
  };
  const [document, rels] = [parsed(body), parsed(relations)];
  const all = (node, name) => [...node.getElementsByTagName(name)];
  const textOf = (node) => all(node, 'w:t').map((each) => each.textContent).join('');
  const styleOf = (paragraph) => all(paragraph, 'w:pStyle')[0]?.getAttribute('w:val') ?? '';
  const paragraphs = all(document, 'w:p').map((node) => ({ style: styleOf(node), text: textOf(node) }));
  const targets = new Map(all(rels, 'Relationship').map((each) => [each.getAttribute('Id'), each.getAttribute('Target')]));
  return {
    text: paragraphs.map(({ text }) => text).join('\n'),
    headings: paragraphs.filter(({ style }) => style.startsWith('Heading')),
    captions: paragraphs.filter(({ style }) => style === 'Caption').map(({ text }) => text),
    pictures: all(document, 'w:drawing').map((drawing) => ({
      path: targets.get(all(drawing, 'a:blip')[0].getAttribute('r:embed')),
      alt: all(drawing, 'wp:docPr')[0].getAttribute('descr'),
    })),
    tables: all(document, 'w:tbl').map((table) =>
      all(table, 'w:tr').map((row) => all(row, 'w:tc').map(textOf)),
    ),
  };
}`;
