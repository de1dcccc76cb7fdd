import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FALLBACK_FOR, FOREIGN_LOCALE } from '../web/src/locales/fallback-locales.ts';
import { isWrittenFromTheRight } from '../web/src/locales/formats.ts';
import { knownLocale, LOCALES, type Locale, readTexts } from '../web/src/locales/locales.ts';

/** The gateway's own answers. `detail` is the text for programs. */
const PAGES = [
  { name: 'too-large', status: 413, code: 'body_too_large', detail: 'errors:body_too_large.detail' },
  { name: 'too-many', status: 429, code: 'too_many_requests', detail: 'gateway:too-many.text' },
  { name: 'unavailable', status: 503, code: 'unavailable', detail: 'errors:unavailable.detail' },
] as const;
type Page = (typeof PAGES)[number];

/** The content security policy in nginx/templates holds the hash of this text. */
const STYLE = `
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }
body { margin: 15vh auto 0; max-width: 32rem; padding: 0 1.25rem; }
h1 { font-size: 1.4rem; margin: 2rem 0 0.25rem; }
p { margin: 0; }
`;

/**
 * Writes the gateway's own answers from web/locales: pages in all locales at once (only web knows the one that somebody chose),
 * a problem document in each locale, and the map from `Accept-Language` to a locale.
 */
export async function writeGatewayPages(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const texts = LOCALES.map((locale) => [locale, translator(locale)] as const);
  for (const page of PAGES) {
    await writeFile(join(folder, `${page.name}.html`), html(page, texts));
    for (const [locale, t] of texts)
      await writeFile(join(folder, `${page.name}.${locale}.json`), problem(page, t));
  }
  await writeFile(join(folder, 'accept-language.map'), acceptLanguageMap());
}

function translator(locale: Locale): (key: string) => string {
  const files = readTexts(locale);
  return (key) => {
    const [file = '', path = ''] = key.split(':');
    let found: unknown = files[file];
    for (const part of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[part];
    if (typeof found !== 'string') throw new Error(`web/locales/${locale} lacks ${key}`);
    return found;
  };
}

function problem({ status, code, detail }: Page, t: (key: string) => string): string {
  const type = `/docs/errors#${code}`;
  // nginx fills the id in: `sub_filter` in its configuration.
  const about = { type, title: t(`errors:${code}.title`), status, detail: t(detail), code, request_id: '' };
  return `${JSON.stringify(about, null, 2)}\n`;
}

function html({ name }: Page, texts: (readonly [Locale, (key: string) => string])[]): string {
  const sections = texts.map(
    ([locale, t]) => `
    <section lang="${locale}"${isWrittenFromTheRight(locale) ? ' dir="rtl"' : ''}>
      <h1>${escaped(t(`gateway:${name}.title`))}</h1>
      <p>${escaped(t(`gateway:${name}.text`))}</p>
    </section>`,
  );
  const again = name === 'unavailable' ? '\n    <meta http-equiv="refresh" content="5">' : '';
  return `<!doctype html>
<html lang="${texts[0]?.[0]}">
  <head>
    <meta charset="utf-8">
    <title>Lantern</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">${again}
    <style>${STYLE}</style>
  </head>
  <body>${sections.join('')}
  </body>
</html>
`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Writes the lines of nginx's map of the site's own locale, a space and `Accept-Language`. It takes the first of the site's locales in the
 * header; of other languages it takes what web does (`localeByHeader`). Weights are ignored: browsers send their favourite first.
 */
function acceptLanguageMap(): string {
  // `pt` matches the locale pt-BR unless there is a locale pt. Longer tags come first: a search for `pt` would find `pt-BR` too.
  const ranges = LOCALES.toSorted((a, b) => b.length - a.length).map((locale) => {
    const [primary = ''] = locale.split('-');
    const isOther = LOCALES.some((other) => other !== locale && other === primary);
    return [locale, isOther || primary === locale ? locale : `${locale}|${primary}`] as const;
  });
  const any = ranges.map(([, range]) => range).join('|');
  const named = ranges.map(([locale, range]) => [firstNamed('\\S+', any, range), locale] as const);
  const second = LOCALES.flatMap((locale) => {
    const languages = FALLBACK_FOR[locale]?.join('|');
    return languages ? [[firstNamed(locale, languages), locale] as const] : [];
  });
  const others = knownLocale(FOREIGN_LOCALE) ? [[firstNamed('\\S+', '[a-z]+'), FOREIGN_LOCALE] as const] : [];
  return [...named, ...second, ...others].map(([pattern, locale]) => `"~*${pattern}" ${locale};\n`).join('');
}

/**
 * Matches where the first language of `any` that a header names is one of `wanted`. Quantifiers are possessive, so that no header
 * makes the search slow.
 */
const firstNamed = (own: string, any: string, wanted = any): string =>
  `^${own} (?:(?!\\s*(?:${any})\\b)[^,]*+,)*+\\s*(?:${wanted})\\b`;

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error('node nginx/pages.ts FOLDER');
  await writeGatewayPages(folder);
}
