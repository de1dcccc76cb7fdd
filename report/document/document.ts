import {
  AlignmentType,
  Document,
  type FileChild,
  Footer,
  Packer,
  PageNumber,
  Paragraph,
  SectionType,
  TableOfContents,
  TextRun,
} from 'docx';
import { estimatePageNumbersWith } from 'docx/layout';
import { numbering, PAGE, STYLE, styles } from './styles.ts';

export type Parts = {
  title: string;
  author: string;
  /** A BCP 47 tag with a region, for Word's spelling. */
  language: string;
  titlePage: FileChild[];
  contents: string;
  chapters: FileChild[];
};

/**
 * Puts the document together: title page, contents with page numbers, chapters.
 *
 * @returns the bytes of the DOCX
 */
export async function writeDocument(parts: Parts): Promise<Buffer> {
  const document = new Document({
    title: parts.title,
    creator: parts.author,
    lastModifiedBy: parts.author,
    description: parts.title,
    styles: styles(parts.language),
    numbering,
    // Word asks to update fields that it has to fill in itself.
    pageNumbers: estimatePageNumbersWith({ guess: true }),
    sections: [
      { properties: { page: PAGE }, children: parts.titlePage },
      {
        properties: { page: PAGE, type: SectionType.NEXT_PAGE },
        footers: { default: footer() },
        children: [
          new Paragraph({ style: 'ContentsTitle', children: [new TextRun(parts.contents)] }),
          new TableOfContents(parts.contents, { hyperlink: true, headingStyleRange: '1-2' }),
          ...parts.chapters,
        ],
      },
    ],
  });
  return Packer.toBuffer(document);
}

function footer(): Footer {
  return new Footer({
    children: [
      new Paragraph({
        style: STYLE.cell,
        alignment: AlignmentType.CENTER,
        children: [new TextRun({ children: [PageNumber.CURRENT] })],
      }),
    ],
  });
}
