import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Metafile } from 'esbuild';
import { whenInstalled } from '../service/src/when-installed.ts';
import { type Manifest, manifestOf, urlOf, withoutGrammars, withoutShells } from './bundle-manifest.ts';
import { commonJsModules } from './commonjs-modules.ts';
import { compressFile } from './compressed-files.ts';
import { emojiNames } from './emoji-names.ts';
import { offlinePage } from './offline-page.ts';
import { onDemandModules } from './on-demand-modules.ts';
import { pictureFiles } from './picture-files.ts';
import { textFileNames, textFiles, textSources } from './text-files.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));

/** The oldest browsers in which everything works, as docs/browsers.md says; for them esbuild writes what they do not know in another way. */
export const OLDEST_BROWSERS = { chrome: '114', edge: '114', firefox: '125', safari: '17.4', ios: '17.4' };

const dist = `${folder}dist`;

/** What `dist` was made from: the SHA-256 of each source, and the bundles, by their paths from `web/`. */
type Build = { sources: Record<string, string>; bundles: string[] };

const ENTRY_POINTS = [
  'browser/site.css',
  'browser/dark.css',
  'browser/site.ts',
  'browser/chat.ts',
  'browser/docs.ts',
  'browser/home.ts',
  'browser/passkeys.ts',
  'browser/docs.css',
  ...textFileNames,
];

const SERVICE_WORKER = 'browser/service-worker/worker/service-worker.ts';

/** Swagger UI and its styles: nobody needs them offline. */
const LARGE_BYTES = 160 * 1024;

/** What decides about the outcome, beside the sources that esbuild names. */
const TOOLS = [
  'build.ts',
  'bundle-manifest.ts',
  'commonjs-modules.ts',
  'compressed-files.ts',
  'emoji-names.ts',
  'offline-page.ts',
  'on-demand-modules.ts',
  'picture-files.ts',
  'text-files.ts',
  SERVICE_WORKER,
  '../node_modules/esbuild/package.json',
];

/**
 * Bundles what browsers load into `dist/assets`, each file named after its content, and writes `dist/manifest.json`:
 * `site.css` → `/assets/site-4F2K….css`. What a script imports by `import()`, and what several share, are files of their own. Does
 * nothing when `dist` was made from the same sources.
 *
 * @throws StartError when the sources have changed and `dist` cannot be written
 */
export async function buildAssets(): Promise<void> {
  if (await isCurrent()) return;
  try {
    await mkdir(`${dist}/assets`, { recursive: true });
    await access(`${dist}/assets`, constants.W_OK);
  } catch (error) {
    const { StartError } = await import('@lantern/service/lifecycle');
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `${dist} does not hold what browsers load, or holds that of another version, and cannot be written (${code}): run node web/build.ts as its owner`,
    );
  }
  await makeAssets();
}

async function isCurrent(): Promise<boolean> {
  try {
    const { sources, bundles } = JSON.parse(await readFile(`${dist}/build.json`, 'utf8')) as Build;
    for (const path of ['dist/manifest.json', 'dist/service-worker.js', ...bundles])
      await access(`${folder}${path}`);
    // A locale that is new.
    if (textSources.some((path) => !sources[path])) return false;
    const now = await hashesOf(Object.keys(sources));
    return Object.entries(sources).every(([path, hash]) => now[path] === hash);
  } catch {
    // Nothing was built, or a file is gone.
    return false;
  }
}

async function hashesOf(paths: string[]): Promise<Record<string, string>> {
  const hash = async (path: string) => {
    const content = await readFile(`${folder}${path}`);
    return [path, createHash('sha256').update(content).digest('hex')] as const;
  };
  return Object.fromEntries(await Promise.all(paths.map(hash)));
}

/** Written to another file and renamed: a service that starts meanwhile reads either the old or the new one. */
async function writeWhole(name: string, content: unknown): Promise<void> {
  await writeFile(`${dist}/${name}.${process.pid}`, JSON.stringify(content, null, 2));
  await rename(`${dist}/${name}.${process.pid}`, `${dist}/${name}`);
}

async function makeAssets(): Promise<void> {
  const metafile = await bundle();
  const written = withoutShells(metafile.outputs);
  const manifest = manifestOf(written, ENTRY_POINTS);
  const offline = await writeOfflinePage(manifest);
  manifest['offline.html'] = { url: urlOf(offline), imports: [] };
  await writeServiceWorker(withoutGrammars(written), urlOf(offline));
  const outputs = [...Object.keys(written), offline];
  const compressed = await Promise.all(outputs.map((output) => compressFile(`${folder}${output}`)));
  const bundles = [...outputs, ...compressed.flat().map((path) => path.slice(folder.length))];
  await writeWhole('manifest.json', manifest);
  // What a plugin has made has a name of its own, which is no path.
  const files = Object.keys(metafile.inputs).filter((path) => !/^(picture|on-demand|texts):/.test(path));
  const sources = await hashesOf([...TOOLS, ...textSources, ...files]);
  await writeWhole('build.json', { sources, bundles } satisfies Build);
  // Deletes old bundles last, and only those: another service may be serving the same folder.
  const current = new Set(bundles.map((path) => basename(path)));
  for (const name of await readdir(`${dist}/assets`)) {
    if (!current.has(name)) await rm(`${dist}/assets/${name}`, { force: true });
  }
}

/** @returns its path from `web/` */
async function writeOfflinePage(manifest: Manifest): Promise<string> {
  const page = offlinePage(manifest['site.css']?.url ?? '', manifest['dark.css']?.url ?? '');
  const path = `dist/assets/offline-${createHash('sha256').update(page).digest('hex').slice(0, 8)}.html`;
  await writeFile(`${folder}${path}`, page);
  return path;
}

/** Writes the service worker, which knows the addresses of all bundles that it keeps. */
async function writeServiceWorker(outputs: Metafile['outputs'], offline: string): Promise<void> {
  const small = Object.entries(outputs).filter(([, { bytes }]) => bytes < LARGE_BYTES);
  const bundles = small.map(([path]) => urlOf(path)).sort();
  const hash = createHash('sha256').update([offline, ...bundles].join());
  const constants = { BUNDLES: bundles, OFFLINE_PAGE: offline, BUILD: hash.digest('hex').slice(0, 16) };
  await bundle({
    entryPoints: [SERVICE_WORKER],
    outdir: 'dist',
    entryNames: '[name]',
    format: 'iife',
    splitting: false,
    define: Object.fromEntries(
      Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
  });
}

/** Stops esbuild's process, of some 110 MB, which would otherwise wait for another build. */
async function bundle(options: BuildOptions = {}): Promise<Metafile> {
  const { build, stop } = await import('esbuild');
  try {
    const { metafile } = await build({
      absWorkingDir: folder,
      entryPoints: ENTRY_POINTS,
      outdir: 'dist/assets',
      entryNames: '[name]-[hash]',
      chunkNames: '[name]-[hash]',
      assetNames: 'picture-[hash]',
      plugins: [commonJsModules, emojiNames, pictureFiles, onDemandModules, textFiles],
      bundle: true,
      splitting: true,
      minify: true,
      sourcemap: false,
      format: 'esm',
      target: Object.entries(OLDEST_BROWSERS).map((each) => each.join('')),
      metafile: true,
      logLevel: 'warning',
      ...options,
    });
    return metafile as Metafile;
  } finally {
    await stop();
  }
}

if (import.meta.main) await whenInstalled(buildAssets);
