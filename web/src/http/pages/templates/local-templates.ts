import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';
import type { Locale } from '../../../locales/locales.ts';
import { constantText } from '../../../locales/texts.ts';
import { encoded, escaped } from './encoded-output.ts';
import { inlineMacros } from './inlined-macros.ts';

/** A text that is printed and needs no values: `{{ t('rooms:title') }}`. */
const PRINTED_TEXT = /\{\{ t\('([^']+)'\) \}\}/g;

/** What nunjucks computes, and as a group what it prints as it stands. */
const PIECE = /\{[{%].*?[%}]\}|((?:(?!\{[{%]).)+)/gs;

/** No template has lines of its own where a browser shows spaces, such as in `<pre>`. */
const INDENTATION = /\n\s+/g;

/**
 * The templates of one locale: what they print that is always the same stands in them before they are compiled. That is most of
 * the texts of a page, and none of them is looked up, escaped or encoded when it is answered.
 */
export class LocalTemplates extends nunjucks.FileSystemLoader {
  readonly #locale: Locale;

  constructor(locale: Locale) {
    super(fileURLToPath(new URL('../../..', import.meta.url)));
    this.#locale = locale;
  }

  override getSource(name: string): nunjucks.LoaderSource {
    const source = super.getSource(name);
    const whole = inlineMacros(source.src, (other) => super.getSource(other).src);
    const src = whole.replace(INDENTATION, '\n').replace(PRINTED_TEXT, (print, key) => {
      const text = constantText(this.#locale, key);
      return text === undefined || /\{[{%#]/.test(text) ? print : escaped(text);
    });
    // Texts in what is computed are encoded when they are printed.
    return { ...source, src: src.replace(PIECE, (piece, printed) => (printed ? encoded(printed) : piece)) };
  }
}
