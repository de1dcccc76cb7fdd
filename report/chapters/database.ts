import { type FileChild, Paragraph, TextRun } from 'docx';
import { markdown } from '../document/markdown.ts';
import { type Cell, table } from '../document/table.ts';
import { codeRun, gap, heading } from '../document/text.ts';
import { fill, pictureOf, type Report } from '../report.ts';
import { type Column, type DatabaseTable, databaseTables } from '../sources/tables.ts';
import { descriptionsIn, readText, takeSection } from '../texts.ts';
import { sentence } from './described.ts';

/** Chapter 2: every table of the drizzle schema. */
export function database(report: Report): FileChild[] {
  const { labels, root, locale, figures } = report;
  const words = labels.database;
  const text = readText(root, locale, 'database');
  const about = descriptionsIn(takeSection(text, words.tables));
  return [
    heading(`2. ${text.title}`, 1),
    ...markdown(text.intro),
    ...[...text.sections].flatMap(([title, tokens]) => [heading(title, 2), ...markdown(tokens)]),
    ...figures.figure(pictureOf(report, 'schema'), words.diagram, { scale: 0.5, outline: false }),
    heading(words.tables, 2),
    ...databaseTables().flatMap((each) => [
      heading(each.name, 3),
      new Paragraph({ keepNext: true, children: sentence(about.get(each.name)) }),
      ...columnsOf(each, report),
      ...indexesOf(each, report),
    ]),
  ];
}

function columnsOf({ columns }: DatabaseTable, { labels }: Report): FileChild[] {
  const words = labels.database;
  const row = (column: Column): Cell[] => [
    { code: column.name },
    { code: column.type },
    column.isNullable ? labels.yes : labels.no,
    keyOf(column, words),
  ];
  return [
    table(
      [
        [words.column, 26],
        [words.type, 28],
        [words.null, 8],
        [words.key, 38],
      ],
      columns.map(row),
    ),
    gap(),
  ];
}

function keyOf({ isPrimary, references }: Column, words: Report['labels']['database']): string {
  const foreign = references && fill(words.foreign, { target: `${references.table}.${references.column}` });
  const cascade = references && (words.on_delete as Record<string, string>)[references.onDelete];
  return [isPrimary && words.primary, foreign, cascade].filter(Boolean).join(', ');
}

function indexesOf({ indexes, checks }: DatabaseTable, { labels }: Report): FileChild[] {
  const words = labels.database;
  const rows = indexes.map(({ name, on, isUnique }) => [
    { code: name },
    { code: on },
    isUnique ? labels.yes : labels.no,
  ]);
  const columns = [
    [words.index, 36],
    [words.on, 50],
    [words.unique, 14],
  ] satisfies Parameters<typeof table>[0];
  return [
    ...(rows.length > 0 ? [table(columns, rows), gap()] : []),
    ...(checks.length > 0
      ? [
          new Paragraph({
            children: [new TextRun(`${words.checks} `), ...checks.map((check) => codeRun(`${check}  `))],
          }),
        ]
      : []),
  ];
}
