import { loadLocale } from './load-locale.ts';
import type { PageLocale } from './translator.ts';

const RESPONSE_TIMEOUT = 10_000;
const TRANSLATED_ATTRIBUTES = ['aria-label', 'lang', 'placeholder', 'title', 'value'];

/**
 * Changes the page's locale without a reload. The site answers the header's form with the same page in the other locale; this
 * function copies the texts of that page into this one.
 *
 * @param form the header's
 * @returns the new locale, in which the texts that scripts have written are still to be written
 * @throws when the site does not answer with this page, and then nothing has changed
 */
export async function translatePage(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
): Promise<PageLocale> {
  const page = await fetchTranslatedPage(form, submitter);
  const locale = await loadLocale(page);
  document.documentElement.lang = page.documentElement.lang;
  document.documentElement.dir = page.documentElement.dir;
  copyTexts(page.body, document.body);
  form.querySelector('details')?.removeAttribute('open');
  return locale;
}

async function fetchTranslatedPage(form: HTMLFormElement, submitter: HTMLElement | null): Promise<Document> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.set(name, String(value));
  if (submitter instanceof HTMLButtonElement) body.set(submitter.name, submitter.value);
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT);
  const headers = { Accept: 'text/html' };
  const response = await fetch(form.action, { method: 'POST', body, headers, signal });
  const { pathname } = new URL(response.url);
  if (!response.ok || pathname !== location.pathname)
    throw new Error(`${pathname} answered ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

/** Walks both trees side by side. An element that a script has filled has other children on this page; it stays as it is. */
function copyTexts(source: Element, target: Element): void {
  for (const name of TRANSLATED_ATTRIBUTES) {
    const text = source.getAttribute(name);
    // The value of a field is the reader's text, not the page's.
    const isHeld = name === 'value' && source.tagName === 'INPUT';
    if (text !== null && !isHeld && target.hasAttribute(name)) target.setAttribute(name, text);
  }
  if (target.childNodes.length !== source.childNodes.length) return;
  for (const [index, child] of [...target.childNodes].entries()) {
    const other = source.childNodes[index];
    if (child instanceof Element && other instanceof Element) {
      if (child.tagName === other.tagName) copyTexts(other, child);
    } else if (child instanceof Text && other instanceof Text) child.data = other.data;
  }
}
