/**
 * Keeps what pages are made of, and a page that says that there is no connection. It never keeps a page, nor any other answer of the
 * site: what it may keep is the list that the build wrote into it, and it adds nothing.
 *
 * A new one waits until no page of the old one is open: these may still ask for parts of that build, which the site no longer has.
 */
export {};

declare const self: ServiceWorkerGlobalScope;
/** The build writes these. */
declare const BUNDLES: string[];
declare const OFFLINE_PAGE: string;
declare const BUILD: string;

const PREFIX = 'bundles-';
const CACHE = PREFIX + BUILD;

self.addEventListener('install', (event) => {
  event.waitUntil(keepBundles());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(takeOver());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (pathname.startsWith('/assets/')) event.respondWith(bundle(request));
  else if (request.mode === 'navigate') event.respondWith(page(event));
});

async function keepBundles(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([OFFLINE_PAGE, ...BUNDLES]);
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  // Pages come as soon as without a worker: they are asked for while it starts.
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

/** A bundle is the same for everybody, whatever a request says of languages and encodings. */
const kept = (wanted: Request | string) => caches.match(wanted, { cacheName: CACHE, ignoreVary: true });

async function bundle(request: Request): Promise<Response> {
  return (await kept(request)) ?? fetch(request);
}

async function page({ request, preloadResponse }: FetchEvent): Promise<Response> {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch (error) {
    const offline = await kept(OFFLINE_PAGE);
    if (!offline) throw error;
    return offline;
  }
}
