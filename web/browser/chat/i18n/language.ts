const ANSWER_WITHIN = 10_000;
const WRITTEN = ['aria-label', 'lang', 'placeholder', 'title', 'value'];

/**
 * Changes the page's language where it stands: the site answers the switch with the same page in the other language, whose texts
 * are taken over. If it does not, the page is loaded anew, which asks first when something would be lost.
 *
 * @param changed is told the language, to write anew what the script has written
 */
export function changeLanguageInPlace(changed: (language: string) => void): void {
  const form = document.querySelector<HTMLFormElement>('form[action="/locale"]');
  let asLink = false;
  form?.addEventListener('submit', async (event) => {
    if (asLink) return;
    event.preventDefault();
    const page = await pageInOther(form, event.submitter);
    if (page) {
      document.documentElement.lang = page.documentElement.lang;
      takeTexts(document.body, page.body);
      changed(page.documentElement.lang);
    } else {
      asLink = true;
      form.requestSubmit(event.submitter);
    }
  });
}

async function pageInOther(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
): Promise<Document | undefined> {
  try {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) body.set(name, String(value));
    if (submitter instanceof HTMLButtonElement) body.set(submitter.name, submitter.value);
    const signal = AbortSignal.timeout(ANSWER_WITHIN);
    const response = await fetch(form.action, {
      method: 'POST',
      body,
      headers: { Accept: 'text/html' },
      signal,
    });
    const { pathname } = new URL(response.url);
    if (!response.ok || pathname !== location.pathname) return undefined;
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  } catch {
    return undefined;
  }
}

/** Goes through both trees side by side. What the script has filled has other children there, and is left alone. */
function takeTexts(here: Element, there: Element): void {
  for (const name of WRITTEN) {
    const text = there.getAttribute(name);
    if (text !== null && here.hasAttribute(name)) here.setAttribute(name, text);
  }
  if (here.childNodes.length !== there.childNodes.length) return;
  for (const [index, child] of [...here.childNodes].entries()) {
    const other = there.childNodes[index];
    if (child instanceof Element && other instanceof Element) {
      if (child.tagName === other.tagName && child.tagName !== 'INPUT') takeTexts(child, other);
    } else if (child instanceof Text && other instanceof Text) child.data = other.data;
  }
}
