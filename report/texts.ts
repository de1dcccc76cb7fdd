import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lexer, type Token, type Tokens } from 'marked';
import english from './locales/en.json' with { type: 'json' };
import russian from './locales/ru.json' with { type: 'json' };

export type ReportLocale = 'ru' | 'en';
export const REPORT_LOCALES: ReportLocale[] = ['ru', 'en'];

/** Heads of tables and the like. */
export type Labels = typeof russian;
const LABELS: Record<ReportLocale, Labels> = { ru: russian, en: english };
export const labelsOf = (locale: ReportLocale): Labels => LABELS[locale];

export type TextName = 'architecture' | 'database' | 'protocol' | 'api' | 'screens';

/** A file of docs/report, in parts. */
export type Text = {
  /** Its heading of level 1. */
  title: string;
  /** What comes before the first section. */
  intro: Token[];
  /** By the headings of level 2; without these. */
  sections: Map<string, Token[]>;
};

/**
 * Reads a hand-written text of the report.
 *
 * @param root of the checkout
 * @throws Error when the file does not begin with a heading
 */
export function readText(root: string, locale: ReportLocale, name: TextName): Text {
  const file = `docs/report/${locale}/${name}.md`;
  const [first, ...tokens] = lexer(readFileSync(join(root, file), 'utf8')).filter(
    ({ type }) => type !== 'space',
  );
  if (first?.type !== 'heading' || first.depth !== 1)
    throw new Error(`${file} does not begin with a heading`);
  const text: Text = { title: first.text, intro: [], sections: new Map() };
  let part = text.intro;
  for (const token of tokens) {
    if (token.type === 'heading' && token.depth === 2) {
      part = [];
      text.sections.set(token.text, part);
    } else part.push(token);
  }
  return text;
}

/**
 * Takes a section out of a text.
 *
 * @throws Error when there is none of that name
 */
export function takeSection(text: Text, heading: string): Token[] {
  const section = text.sections.get(heading);
  if (!section) throw new Error(`docs/report: “${text.title}” lacks the section “${heading}”`);
  text.sections.delete(heading);
  return section;
}

/** Reads lists of `name` — description. @returns the descriptions, in Markdown, by name */
export function descriptionsIn(tokens: Token[]): Map<string, string> {
  const items = tokens.flatMap((token) => (token.type === 'list' ? (token as Tokens.List).items : []));
  return new Map(
    items.map(({ text }) => {
      const [, name, description] = /^`([^`]+)` — (.+)$/s.exec(text) ?? [];
      if (!name || !description) throw new Error(`docs/report: “${text}” is not a name and its description`);
      return [name, description.replaceAll('\n', ' ')];
    }),
  );
}
