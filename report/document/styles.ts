import { AlignmentType, convertMillimetersToTwip, type IStylesOptions, LineRuleType } from 'docx';

/** Metrics of these are the same in Word and, as Liberation fonts, in LibreOffice; all have Cyrillic letters. */
export const FONTS = { text: 'Times New Roman', table: 'Arial', code: 'Courier New' };

/** Said with its rule: LibreOffice takes a number alone for a least height. */
const SINGLE = { line: 240, lineRule: LineRuleType.AUTO };
const MARGIN = convertMillimetersToTwip(20);
/** A4, in twips. */
export const PAGE = {
  size: { width: 11906, height: 16838 },
  margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
};
/** Of the text on a page, in twips. */
export const TEXT_WIDTH = PAGE.size.width - 2 * MARGIN;

export const STYLE = { code: 'Code', caption: 'Caption', cell: 'TableText', head: 'TableHead' };

const heading = (size: number, before: number) => ({
  run: { font: FONTS.table, size, bold: true, color: '1F2933' },
  paragraph: { spacing: { before, after: 120 }, keepNext: true, keepLines: true },
});

/** @param language of the text, for Word's spelling: a BCP 47 tag with a region */
export const styles = (language: string): IStylesOptions => ({
  default: {
    document: {
      run: { font: FONTS.text, size: 24, language: { value: language } },
      paragraph: { spacing: { after: 120, line: 276, lineRule: LineRuleType.AUTO } },
    },
    title: {
      run: { font: FONTS.table, size: 44, bold: true },
      paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 240, after: 240 } },
    },
    heading1: heading(32, 0),
    heading2: heading(26, 280),
    heading3: heading(22, 220),
  },
  paragraphStyles: [
    {
      id: STYLE.caption,
      name: 'caption',
      basedOn: 'Normal',
      next: 'Normal',
      run: { size: 20, italics: true, color: '3E4C59' },
      paragraph: { alignment: AlignmentType.CENTER, spacing: { before: 60, after: 200, ...SINGLE } },
    },
    {
      id: STYLE.cell,
      name: 'Table Text',
      basedOn: 'Normal',
      run: { font: FONTS.table, size: 17 },
      paragraph: { spacing: { before: 20, after: 20, ...SINGLE } },
    },
    {
      id: 'ContentsTitle',
      name: 'Contents Title',
      basedOn: 'Normal',
      run: { font: FONTS.table, size: 32, bold: true },
      paragraph: { spacing: { after: 160 }, keepNext: true },
    },
    { id: STYLE.head, name: 'Table Head', basedOn: STYLE.cell, run: { bold: true } },
    {
      id: STYLE.code,
      name: 'Code',
      basedOn: 'Normal',
      run: { font: FONTS.code, size: 13, noProof: true },
      paragraph: { spacing: { before: 0, after: 0, ...SINGLE } },
    },
    ...[1, 2].map((level) => ({
      id: `TOC${level}`,
      name: `toc ${level}`,
      basedOn: 'Normal',
      next: 'Normal',
      paragraph: {
        spacing: { before: level === 1 ? 80 : 0, after: 20, ...SINGLE },
        indent: { left: (level - 1) * 280 },
      },
    })),
  ],
});

export const BULLETS = 'bullets';
export const STEPS = 'steps';
export const numbering = {
  config: [
    {
      reference: STEPS,
      levels: [
        {
          level: 0,
          format: 'decimal' as const,
          text: '%1.',
          alignment: AlignmentType.LEFT,
          style: { paragraph: { indent: { left: 460, hanging: 360 } } },
        },
      ],
    },
    {
      reference: BULLETS,
      levels: [0, 1].map((level) => ({
        level,
        format: 'bullet' as const,
        text: '–',
        alignment: AlignmentType.LEFT,
        style: { paragraph: { indent: { left: 360 * (level + 1), hanging: 260 } } },
      })),
    },
  ],
};
