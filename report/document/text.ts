import { type FileChild, HeadingLevel, LineRuleType, Paragraph, TextRun } from 'docx';
import { FONTS } from './styles.ts';

const LEVELS = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3] as const;

/** A heading in Word's own style of its level, which the table of contents is made from. */
export function heading(text: string, level: 1 | 2 | 3): FileChild {
  return new Paragraph({
    heading: LEVELS[level - 1] ?? HeadingLevel.HEADING_3,
    pageBreakBefore: level === 1,
    children: [new TextRun(text)],
  });
}

export const paragraph = (text: string): FileChild => new Paragraph({ children: [new TextRun(text)] });

/** Room between a table and what follows. */
export const gap = (): FileChild =>
  new Paragraph({ spacing: { before: 0, after: 0, line: 160, lineRule: LineRuleType.EXACT }, children: [] });

/** A name from the code within a text. */
export const codeRun = (text: string): TextRun =>
  new TextRun({ text, font: FONTS.code, size: 20, noProof: true });
