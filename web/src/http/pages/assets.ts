import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StartError } from '@lantern/service/lifecycle';
import express, { type RequestHandler } from 'express';

const folder = new URL('../../../', import.meta.url);

/** The bundles that `web/build.ts` made. Their names hold a hash of their content, so that a browser may keep them for ever. */
export const bundles: RequestHandler = express.static(fileURLToPath(new URL('dist/assets/', folder)), {
  index: false,
  redirect: false,
  immutable: true,
  maxAge: '365d',
});

const publicFolder = fileURLToPath(new URL('public/', folder));
const publicPaths = new Set(readdirSync(publicFolder).map((name) => `/${name}`));
const sendPublic = express.static(publicFolder, { index: false, redirect: false, maxAge: '1d' });

/** Files with names of their own: the icon, robots.txt. Listed at start, so that no page waits for a look at the disk. */
export const publicFiles: RequestHandler = (req, res, next) =>
  publicPaths.has(req.path) ? sendPublic(req, res, next) : next();

/**
 * @returns `site.css` → `/assets/site-4F2K….css`
 * @throws StartError when the bundles were not built
 */
export function readAssetUrls(): (name: string) => string {
  const manifest = JSON.parse(readManifest()) as Record<string, string>;
  return (name) => {
    const url = manifest[name];
    if (!url) throw new Error(`no bundle is called ${name}`);
    return url;
  };
}

function readManifest(): string {
  try {
    return readFileSync(new URL('dist/manifest.json', folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new StartError('what browsers load is not built: run `node web/build.ts` once, or `npm start`');
  }
}
