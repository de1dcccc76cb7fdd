import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Below this a file fits into one packet as it is. As nginx has it for pages. */
const LEAST_BYTES = 1024;
/** At the highest quality a megabyte takes seconds, for a few per cent less. */
const LARGE_BYTES = 256 * 1024;

const { BROTLI_PARAM_QUALITY: QUALITY, BROTLI_PARAM_SIZE_HINT: SIZE_HINT } = constants;

/**
 * Compresses a file for browsers that take it so, beside it: `site.css` → `site.css.br`, `site.css.gz`. Nothing is made of a file that
 * is small, or a picture that is compressed as it is.
 *
 * @param path of the file
 * @returns the paths of what was made
 */
export async function compressFile(path: string): Promise<string[]> {
  const content = await readFile(path);
  if (content.length < LEAST_BYTES || !/\.(js|css|json|svg)$/.test(path)) return [];
  const quality = content.length > LARGE_BYTES ? 9 : constants.BROTLI_MAX_QUALITY;
  const params = { [QUALITY]: quality, [SIZE_HINT]: content.length };
  const [brotli, gzipped] = await Promise.all([
    promisify(brotliCompress)(content, { params }),
    promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION, memLevel: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, brotli), writeFile(`${path}.gz`, gzipped)]);
  return [`${path}.br`, `${path}.gz`];
}
