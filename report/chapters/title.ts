import { AlignmentType, type FileChild, HeadingLevel, Paragraph, TextRun } from 'docx';
import { fill, type Report } from '../report.ts';

/** The title page: what it is, who wrote it, from which version. */
export function titlePage({ author, commit, labels }: Report): FileChild[] {
  const { document } = labels;
  const date = new Intl.DateTimeFormat(labels.language, { dateStyle: 'long', timeZone: 'UTC' }).format();
  return [
    line(document.course, { size: 28, before: 2400 }),
    new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun(document.title)] }),
    line(document.kind, { size: 32, before: 200 }),
    line(fill(document.author, { author }), { size: 28, before: 2400 }),
    line(fill(document.made, { date, commit: commit.slice(0, 10) }), { size: 22, before: 3200 }),
  ];
}

/** @param look.size in half points; `look.before`: room above in twips */
function line(text: string, { size, before }: { size: number; before: number }): FileChild {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before },
    children: [new TextRun({ text, size })],
  });
}
