import { fill } from '../report.ts';
import type { Column, DatabaseTable } from '../sources/tables.ts';
import type { Labels } from '../texts.ts';
import { graph } from './compose.ts';

/**
 * Draws the tables with their keys, and how many other columns each has.
 *
 * @returns the graph in Graphviz' language
 */
export function schemaDiagram(tables: DatabaseTable[], words: Labels['database']): string {
  const lines = tables.flatMap((table, at) => [
    tableNode(table, words),
    // Nearly all point to the same table: in one row they would not fit on a page.
    ...arrows(table, 1 + (at % ROWS)),
  ]);
  return graph('rankdir=RL nodesep=0.15 ranksep=0.5', lines);
}

const ROWS = 3;

function tableNode({ name, columns }: DatabaseTable, words: Labels['database']): string {
  const keys = columns.filter(({ isPrimary, references }) => isPrimary || references);
  const others = columns.length - keys.length;
  const rows = [
    `<tr><td bgcolor="#E9EDF1"><b>${name}</b></td></tr>`,
    ...keys.map((column) => `<tr><td port="${column.name}" align="left">${columnLabel(column)}</td></tr>`),
    ...(others > 0
      ? [
          `<tr><td align="left"><font color="#616E7C" point-size="10">${fill(words.more, { count: others })}</font></td></tr>`,
        ]
      : []),
  ];
  const frame = 'border="0" cellborder="1" cellspacing="0" cellpadding="3" color="#9AA5B1"';
  return `"${name}" [shape=plain label=<<table ${frame}>${rows.join('')}</table>>]`;
}

const columnLabel = ({ name, type, isPrimary }: Column) =>
  `${isPrimary ? `<u>${name}</u>` : name}  <font color="#616E7C" point-size="10">${type}</font>`;

/** @param length in ranks */
const arrows = ({ name, columns }: DatabaseTable, length: number) =>
  columns.flatMap(({ name: column, references }) =>
    references
      ? [
          `"${name}":"${column}" -> "${references.table}":"${references.column}" [color="#52606D" minlen=${length}]`,
        ]
      : [],
  );
