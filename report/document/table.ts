import {
  BorderStyle,
  Paragraph,
  type ParagraphChild,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { FONTS, STYLE, TEXT_WIDTH } from './styles.ts';

/** What stands in a cell: words, or a name from the code. */
export type Cell = string | { code: string } | ParagraphChild[];

/** Each column: its head, and its share of the width. */
export type Columns = [head: string, share: number][];

const line = { style: BorderStyle.SINGLE, size: 4, color: 'BCC4CC' };
const BORDERS = {
  top: line,
  bottom: line,
  left: line,
  right: line,
  insideHorizontal: line,
  insideVertical: line,
};
const MARGINS = { top: 30, bottom: 30, left: 80, right: 80, marginUnitType: WidthType.DXA };

/**
 * A table over the whole width; its head is repeated on each page.
 *
 * @throws Error when there is no row
 */
export function table(columns: Columns, rows: Cell[][]): Table {
  if (rows.length === 0) throw new Error(`a table has no row: ${columns.map(([head]) => head).join(', ')}`);
  const whole = columns.reduce((sum, [, share]) => sum + share, 0);
  const widths = columns.map(([, share]) => Math.floor((TEXT_WIDTH * share) / whole));
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map(([text], at) => cell(text, { width: widths[at] ?? 0, isHead: true })),
  });
  const body = rows.map(
    (cells) =>
      new TableRow({
        cantSplit: true,
        children: columns.map((_, at) => cell(cells[at] ?? '', { width: widths[at] ?? 0 })),
      }),
  );
  return new Table({
    rows: [head, ...body],
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: BORDERS,
    margins: MARGINS,
  });
}

function cell(content: Cell, { width, isHead = false }: { width: number; isHead?: boolean }): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    ...(isHead && { shading: { type: ShadingType.CLEAR, fill: 'E9EDF1', color: 'auto' } }),
    children: [
      new Paragraph({ style: isHead ? STYLE.head : STYLE.cell, keepNext: isHead, children: runsOf(content) }),
    ],
  });
}

function runsOf(content: Cell): ParagraphChild[] {
  if (Array.isArray(content)) return content;
  if (typeof content === 'string') return [new TextRun(content)];
  return [new TextRun({ text: content.code, font: FONTS.code, size: 16, noProof: true })];
}
