import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whenInstalled } from '../service/src/when-installed.ts';
import { pictureFiles } from './picture-files.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));

/**
 * Bundles what browsers load into `dist/assets`, each file named after its content, and writes `dist/manifest.json`:
 * `site.css` → `/assets/site-4F2K….css`.
 */
export async function buildAssets(): Promise<void> {
  const dist = `${folder}dist`;
  const { metafile } = await bundle();
  const manifest: Record<string, string> = {};
  for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) manifest[basename(entryPoint).replace(/\.ts$/, '.js')] = `/assets/${basename(output)}`;
  }
  // Written to another file and renamed: a service that starts meanwhile reads either the old or the new manifest.
  await writeFile(`${dist}/manifest.json.${process.pid}`, JSON.stringify(manifest, null, 2));
  await rename(`${dist}/manifest.json.${process.pid}`, `${dist}/manifest.json`);
  // Deletes old bundles last, and only those: another service may be serving the same folder.
  const current = new Set(Object.keys(metafile.outputs).map((output) => basename(output)));
  for (const name of await readdir(`${dist}/assets`)) {
    if (!current.has(name)) await rm(`${dist}/assets/${name}`, { force: true });
  }
}

/** Stops esbuild's process, of some 110 MB, which would otherwise wait for another build. */
async function bundle() {
  const { build, stop } = await import('esbuild');
  try {
    return await build({
      absWorkingDir: folder,
      entryPoints: [
        'browser/site.css',
        'browser/site.ts',
        'browser/chat.ts',
        'browser/docs.ts',
        'browser/passkeys.ts',
        'browser/docs.css',
      ],
      outdir: 'dist/assets',
      entryNames: '[name]-[hash]',
      assetNames: 'picture-[hash]',
      plugins: [pictureFiles],
      bundle: true,
      minify: true,
      sourcemap: false,
      format: 'esm',
      target: 'es2022',
      metafile: true,
      logLevel: 'warning',
    });
  } finally {
    await stop();
  }
}

if (import.meta.main) await whenInstalled(buildAssets);
