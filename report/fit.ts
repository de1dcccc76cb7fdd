import Vips from 'wasm-vips';
import type { Picture } from './document/picture.ts';

/** A file of the report is larger than it may be; the message says what to do. */
export class TooLargeError extends Error {}

/**
 * How small pictures are made: `quality` of their palette in percent, `bits` of a pixel, `scale` of their sides. Each step takes
 * less than the one before.
 */
const STEPS = [
  { quality: 80, bits: 8, scale: 1 },
  { quality: 40, bits: 8, scale: 1 },
  { quality: 40, bits: 4, scale: 1 },
  { quality: 40, bits: 4, scale: 0.6 },
  { quality: 40, bits: 4, scale: 0.45 },
];
type Step = (typeof STEPS)[number];

/** On paper a picture keeps its size whatever the scale of its pixels. */
export type Pictures = Map<string, Picture>;

/**
 * Writes a document with pictures as good as fit.
 *
 * @param limit of the document, in bytes
 * @param pngs the pictures, by name
 * @param write makes the document with the pictures in the quality of a step
 * @throws TooLargeError when it is too large with the smallest pictures, too
 */
export async function writeWithin(
  limit: number,
  pngs: Map<string, Uint8Array>,
  write: (pictures: Pictures) => Promise<Buffer>,
): Promise<Buffer> {
  const vips = await Vips({ dynamicLibraries: [] });
  try {
    let textSize = 0;
    let smallest = Number.POSITIVE_INFINITY;
    for (const step of STEPS) {
      const pictures = new Map([...pngs].map(([name, png]) => [name, compress(vips, png, step)]));
      const picturesSize = [...pictures.values()].reduce((sum, { png }) => sum + png.length, 0);
      if (textSize + picturesSize <= limit) {
        const document = await write(pictures);
        if (document.length <= limit) return document;
        textSize = document.length - picturesSize;
      }
      smallest = Math.min(smallest, textSize + picturesSize);
    }
    throw new TooLargeError(
      `The document cannot be made smaller than ${smallest} bytes, and ${limit} are allowed: ` +
        'take files out of the appendices (report/chapters/appendices.ts) or pictures out of the walk (report/screens).',
    );
  } finally {
    vips.shutdown();
  }
}

/** @returns a PNG of a page in a third of its bytes, as the report holds it when there is room */
export async function compressed(png: Uint8Array): Promise<Uint8Array> {
  const vips = await Vips({ dynamicLibraries: [] });
  try {
    return compress(vips, png, STEPS[0] as Step).png;
  } finally {
    vips.shutdown();
  }
}

/** A PNG with a palette: pages have few colours, and letters stay sharp. */
function compress(vips: typeof Vips, png: Uint8Array, { quality, bits, scale }: Step): Picture {
  const whole = vips.Image.newFromBuffer(png);
  const { width, height } = whole;
  const image = scale === 1 ? whole : whole.resize(scale);
  const options = {
    palette: true,
    Q: quality,
    bitdepth: bits,
    compression: 9,
    effort: 7,
    keep: 'none' as const,
  };
  const small = image.pngsaveBuffer(options);
  if (image !== whole) image.delete();
  whole.delete();
  return { png: small, width, height };
}
