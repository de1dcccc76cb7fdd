import { type Line, LONGEST_LINE } from './lines.ts';

/** What one film was told with: a line, or several when a quoted cell of CSV holds the ends of lines. */
export type Row = {
  line: number;
  lastLine: number;
  /** As it stands there. */
  text: string;
} & ({ fields: Record<string, unknown> } | { reason: string });

export const isBlank = ({ text }: Line): boolean => text.trim() === '';

/** What is wrong with a line in any format. */
export function unreadable({ text }: Line): string | undefined {
  if (text.length > LONGEST_LINE) return `is longer than ${LONGEST_LINE} characters`;
  // What UTF-8 cannot be decoded to.
  return text.includes('\uFFFD') ? 'is not UTF-8' : undefined;
}

export const bad = ({ number, text }: Line, reason: string): Row => ({
  line: number,
  lastLine: number,
  text,
  reason,
});
