import { AlignmentType, type FileChild, ImageRun, Paragraph, SequentialIdentifier, TextRun } from 'docx';
import { STYLE } from './styles.ts';

/** A picture as a PNG, with its size in pixels. */
export type Picture = { png: Uint8Array; width: number; height: number };

/** In pixels at 96 to the inch: over the width of the text, and so high that a caption still fits below. */
const MOST = { width: 610, height: 860 };
/** A picture that is only a little higher is made smaller, so that two stand on a page. */
const HALF = { height: 425, wouldBe: 530 };

/** Writes pictures with captions and numbers them. */
export class Figures {
  readonly #label: string;

  /** @param label before the number: `Рисунок` */
  constructor(label: string) {
    this.#label = label;
  }

  /** @param scale of its pixels on paper: 0.5 for a picture of twice as many */
  figure(picture: Picture, caption: string, { scale = 1, outline = true } = {}): FileChild[] {
    const widest = Math.min(scale, MOST.width / picture.width, MOST.height / picture.height);
    const isNearlyHalf = picture.height * widest <= HALF.wouldBe;
    const fit = isNearlyHalf ? Math.min(widest, HALF.height / picture.height) : widest;
    const image = new ImageRun({
      type: 'png',
      data: picture.png,
      transformation: { width: Math.round(picture.width * fit), height: Math.round(picture.height * fit) },
      altText: { name: caption, description: caption, title: caption },
      ...(outline && { outline: { type: 'solidFill', solidFillType: 'rgb', value: 'C4CCD4', width: 6350 } }),
    });
    return [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        keepNext: true,
        spacing: { before: 120, after: 0 },
        children: [image],
      }),
      new Paragraph({
        style: STYLE.caption,
        keepLines: true,
        children: [
          new TextRun(`${this.#label} `),
          new SequentialIdentifier(this.#label),
          new TextRun(`. ${caption}`),
        ],
      }),
    ];
  }
}
