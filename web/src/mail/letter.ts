import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import { isWrittenFromTheRight } from '../locales/formats.ts';
import type { Locale } from '../locales/locales.ts';
import type { Translate } from '../locales/texts.ts';

/** A text, or a link on a line of its own. */
export type Paragraph = string | { label: string; url: string };

/** What a mail says, in the locale of whoever reads it. */
export type Letter = { locale: string; subject: string; paragraphs: Paragraph[] };

/** The texts of a locale. */
export type Texts = (locale: Locale) => Translate;
/** Whom a letter goes to, and in which locale. */
export type Reader = { id: string; email: string; locale: Locale };

/** @param locale for somebody who has chosen none */
export function readerOf(
  { id, email, locale: own }: Omit<Reader, 'locale'> & { locale: Locale | null },
  locale: Locale,
): Reader {
  return { id, email, locale: own ?? locale };
}

const views = new nunjucks.Environment(
  new nunjucks.FileSystemLoader(fileURLToPath(new URL('views', import.meta.url))),
  { autoescape: true, trimBlocks: true, lstripBlocks: true },
);

views.addGlobal('isWrittenFromTheRight', isWrittenFromTheRight);

export function letterHtml(letter: Letter): string {
  return views.render('letter.njk', letter);
}

export function letterText({ paragraphs }: Letter): string {
  const lines = paragraphs.map((each) => (typeof each === 'string' ? each : `${each.label}:\n${each.url}`));
  return `${lines.join('\n\n')}\n`;
}
