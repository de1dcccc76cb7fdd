import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';

/** A text, or a link on a line of its own. */
export type Paragraph = string | { label: string; url: string };

/** What a mail says, in the language of whoever reads it. */
export type Letter = { locale: string; subject: string; paragraphs: Paragraph[] };

const views = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(fileURLToPath(new URL('views', import.meta.url))),
  { autoescape: true, trimBlocks: true, lstripBlocks: true },
);

export function letterHtml(letter: Letter): string {
  return views.render('letter.njk', letter);
}

export function letterText({ paragraphs }: Letter): string {
  const lines = paragraphs.map((each) => (typeof each === 'string' ? each : `${each.label}:\n${each.url}`));
  return `${lines.join('\n\n')}\n`;
}
