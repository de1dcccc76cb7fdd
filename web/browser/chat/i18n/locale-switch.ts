import { findPart } from '../dom/elements.ts';
import type { PageLocale } from './translator.ts';

const RESPONSE_TIMEOUT = 10_000;
const TRANSLATED_ATTRIBUTES = ['aria-label', 'lang', 'placeholder', 'title', 'value'];

/**
 * Loads the locale of a room page: its tag, and the texts that its script writes, which the page names in its head.
 *
 * @throws when the texts cannot be loaded
 */
export async function loadLocale(page: Document): Promise<PageLocale> {
  const { href } = findPart(page, 'texts', HTMLLinkElement);
  const response = await fetch(href);
  if (!response.ok) throw new Error(`${href} answered ${response.status}`);
  return { tag: page.documentElement.lang, texts: await response.json() };
}

/**
 * Changes the page's locale without a reload. The site answers the header's form with the same page in the other locale; this
 * function copies the texts of that page into this one. If the request fails, the browser submits the form, and asks the
 * reader first when a reload would lose something.
 *
 * @param onChange receives the new locale, and has to write anew the texts that scripts have written
 */
export function switchLocaleInPlace(onChange: (locale: PageLocale) => void): void {
  const form = document.querySelector<HTMLFormElement>('form[action="/locale"]');
  let submitsForm = false;
  form?.addEventListener('submit', async (event) => {
    if (submitsForm) return;
    event.preventDefault();
    const translated = await fetchTranslatedPage(form, event.submitter);
    if (translated) {
      const { page, locale } = translated;
      document.documentElement.lang = page.documentElement.lang;
      document.documentElement.dir = page.documentElement.dir;
      copyTexts(page.body, document.body);
      form.querySelector('details')?.removeAttribute('open');
      onChange(locale);
    } else {
      submitsForm = true;
      form.requestSubmit(event.submitter);
    }
  });
}

async function fetchTranslatedPage(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
): Promise<{ page: Document; locale: PageLocale } | undefined> {
  try {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.set(name, String(value));
    if (submitter instanceof HTMLButtonElement) body.set(submitter.name, submitter.value);
    const signal = AbortSignal.timeout(RESPONSE_TIMEOUT);
    const response = await fetch(form.action, {
      method: 'POST',
      body,
      headers: { Accept: 'text/html' },
      signal,
    });
    const { pathname } = new URL(response.url);
    if (!response.ok || pathname !== location.pathname) return undefined;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    return { page, locale: await loadLocale(page) };
  } catch {
    return undefined;
  }
}

/** Walks both trees side by side. An element that a script has filled has other children on this page; it stays as it is. */
function copyTexts(source: Element, target: Element): void {
  for (const name of TRANSLATED_ATTRIBUTES) {
    const text = source.getAttribute(name);
    if (text !== null && target.hasAttribute(name)) target.setAttribute(name, text);
  }
  if (target.childNodes.length !== source.childNodes.length) return;
  for (const [index, child] of [...target.childNodes].entries()) {
    const other = source.childNodes[index];
    if (child instanceof Element && other instanceof Element) {
      if (child.tagName === other.tagName && child.tagName !== 'INPUT') copyTexts(other, child);
    } else if (child instanceof Text && other instanceof Text) child.data = other.data;
  }
}
