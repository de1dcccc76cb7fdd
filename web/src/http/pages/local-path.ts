/** Longer than any of ours is. As `?next=` it may be three times as long, and the gateway takes 16 KB of headers: more is 502. */
const LONGEST = 4000;

/** Is the same when it is resolved. */
const PLAIN = /^\/(?!\/)[\w/-]*$/;

/**
 * Where to go after a form, when the request may say so: only ever a page of this site.
 *
 * Browsers read `//evil`, `/\evil`, and paths with tabs or line breaks in them as addresses of other sites, so the text is
 * resolved the way they do (WHATWG URL) and what comes out, not what came in, is used.
 *
 * @param wanted untrusted text
 * @returns a path with its query, `/` when the text is anything else
 */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return '/';
  if (PLAIN.test(wanted) && wanted.length <= LONGEST) return wanted;
  const base = 'http://local.invalid';
  const url = URL.parse(wanted, base);
  if (url?.origin !== base || url.pathname.startsWith('//')) return '/';
  const path = url.pathname + url.search;
  return path.length > LONGEST ? '/' : path;
}
