import { isWrittenFromTheRight } from './src/locales/formats.ts';
import { LOCALES } from './src/locales/locales.ts';
import { textsIn } from './src/locales/texts.ts';

/**
 * Writes the page that a browser shows where it reaches no network: in all locales at once, since it is the same for everybody. Its link
 * leads to where the reader wanted to go.
 *
 * @param styles the address of a style sheet that the browser keeps as well
 * @param dark the address of the one with the colours of the dark theme
 */
export function offlinePage(styles: string, dark: string): string {
  const texts = LOCALES.map((locale) => {
    const t = textsIn(locale);
    const [title, text, again] = [
      t('site:offline.title'),
      t('site:offline.text'),
      t('site:offline.again'),
    ].map(escaped);
    return { locale, title, text, again };
  });
  const sections = texts.map(
    ({ locale, title, text, again }) => `
  <section class="card" lang="${locale}"${isWrittenFromTheRight(locale) ? ' dir="rtl"' : ''}>
    <h1>${title}</h1>
    <p>${text}</p>
    <p><a class="button button-primary" href="">${again}</a></p>
  </section>`,
  );
  return `<!doctype html>
<html lang="${LOCALES[0]}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${texts.map(({ title }) => title).join(' · ')} · Lantern</title>
  <link rel="stylesheet" href="${styles}">
  <link rel="stylesheet" href="${dark}" media="(prefers-color-scheme: dark)">
</head>
<body>
<main id="main" class="page">${sections.join('')}
</main>
</body>
</html>
`;
}

/** Our own texts, and yet a character of markup in one would end the page. */
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
