import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { StartError } from '@lantern/service/lifecycle';
import express, { type RequestHandler } from 'express';
import expressStaticGzip from 'express-static-gzip';
import type { Manifest } from '../../../bundle-manifest.ts';

const folder = new URL('../../../', import.meta.url);

/**
 * Serves the bundles that `web/build.ts` made, compressed as a client takes them. Their names hold a hash of their content, so that a
 * browser may keep them for ever.
 */
export function bundles(): RequestHandler {
  const serveFile = expressStaticGzip(fileURLToPath(new URL('dist/assets/', folder)), {
    enableBrotli: true,
    orderPreference: ['br', 'gzip'],
    index: false,
    serveStatic: { redirect: false, immutable: true, maxAge: '365d' },
  });
  return (req, res, next) => {
    // What is no name of a file is not found, in our words.
    if (!/^\/[\w.-]+$/.test(req.path)) return next();
    // They are the same in each language; so is a small one, which is not compressed, for each client.
    res.setHeader('Vary', 'Accept-Encoding');
    serveFile(req, res, (error?: unknown) => {
      // The file has gone since it was listed: the page that says so is not it.
      res.removeHeader('Content-Encoding');
      res.vary('Accept-Language');
      next(error);
    });
  };
}

const publicFolder = fileURLToPath(new URL('public/', folder));
const publicPaths = new Set(readdirSync(publicFolder).map((name) => `/${name}`));
const sendPublic = express.static(publicFolder, { index: false, redirect: false, maxAge: '1d' });

/** Files with names of their own: the icon, robots.txt. Listed at start, so that no page waits for a look at the disk. */
export const publicFiles: RequestHandler = (req, res, next) =>
  publicPaths.has(req.path) ? sendPublic(req, res, next) : next();

const sendServiceWorker = express.static(fileURLToPath(new URL('dist/', folder)), {
  index: false,
  redirect: false,
  // It says what else a browser keeps: a new one has to be found at once.
  cacheControl: false,
  setHeaders: (res) => void res.setHeader('Cache-Control', 'no-cache'),
});

/** `GET /service-worker.js`: at the root, since a worker is responsible for what is below its address. */
export const serviceWorker: RequestHandler = (req, res, next) =>
  req.path === '/service-worker.js' ? sendServiceWorker(req, res, next) : next();

/** What templates know of the bundles. */
export type Assets = {
  /** Returns the address of a bundle: `site.css` → `/assets/site-4F2K….css`. */
  asset(name: string): string;
  /** Returns the elements that load a script and, beside it and not after it, the modules that it imports. */
  moduleScript(name: string, nonce: string): string;
};

/** @throws StartError when the bundles were not built */
export function readAssets(): Assets {
  const manifest = JSON.parse(readManifest()) as Manifest;
  const bundle = (name: string) => {
    const bundle = manifest[name];
    if (!bundle) throw new Error(`no bundle is called ${name}`);
    return bundle;
  };
  const elements = (name: string) => {
    const { url, imports } = bundle(name);
    const links = imports.map((each) => `<link rel="modulepreload" nonce="NONCE" href="${each}">`);
    const script = `<script type="module" nonce="NONCE" src="${url}"></script>`;
    return [...links, script].join('\n  ').split('NONCE');
  };
  const scripts = new Map(
    Object.keys(manifest)
      .filter((name) => name.endsWith('.js'))
      .map((name) => [name, elements(name)]),
  );
  return {
    asset: (name) => bundle(name).url,
    moduleScript(name, nonce) {
      const parts = scripts.get(name);
      if (!parts) throw new Error(`no script is called ${name}`);
      return parts.join(nonce);
    },
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
