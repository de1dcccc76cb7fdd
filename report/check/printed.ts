import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Vips from 'wasm-vips';

/** Of the pictures of pages. */
const DPI = 40;
const perCentimetre = DPI / 2.54;
/** Of 255. */
const WHITE = 235;

export type Printed = {
  /** The text of each page. */
  pages: string[];
  /** Pages with nothing on them, and pages on which something stands in the outer 15 mm at the left, right or top, or the outer 8 mm below. */
  blank: number[];
  overflowing: number[];
};

/**
 * Prints a DOCX by LibreOffice and looks at its pages.
 *
 * @param folder for the PDF, the pictures and LibreOffice's own files
 */
export async function print(file: string, folder: string): Promise<Printed> {
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'libreoffice')).href}`;
  execFileSync('soffice', [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, file], {
    stdio: 'pipe',
  });
  const pdf = join(folder, basename(file).replace(/docx$/, 'pdf'));
  const text = execFileSync('pdftotext', ['-layout', pdf, '-'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const pictures = join(folder, 'pages');
  mkdirSync(pictures);
  execFileSync('pdftoppm', ['-r', String(DPI), '-gray', '-png', pdf, join(pictures, 'page')]);
  return { pages: text.split('\f').slice(0, -1), ...(await lookAt(pictures)) };
}

async function lookAt(folder: string): Promise<Pick<Printed, 'blank' | 'overflowing'>> {
  const vips = await Vips({ dynamicLibraries: [] });
  const seen: Pick<Printed, 'blank' | 'overflowing'> = { blank: [], overflowing: [] };
  for (const [at, name] of readdirSync(folder).sort().entries()) {
    const page = vips.Image.newFromBuffer(readFileSync(join(folder, name)));
    const { width, height } = page;
    const [side, bottom] = [Math.floor(1.5 * perCentimetre), Math.floor(0.8 * perCentimetre)];
    const edges = [
      page.crop(0, 0, side, height),
      page.crop(width - side, 0, side, height),
      page.crop(0, 0, width, side),
      page.crop(0, height - bottom, width, bottom),
    ];
    if (page.min() > WHITE) seen.blank.push(at + 1);
    if (edges.some((edge) => edge.min() <= WHITE)) seen.overflowing.push(at + 1);
    for (const edge of edges) edge.delete();
    page.delete();
  }
  vips.shutdown();
  return seen;
}
