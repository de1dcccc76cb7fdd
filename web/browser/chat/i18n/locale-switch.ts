import type { PageLocale } from './translator.ts';

/**
 * Changes the page's locale without a reload when the header's form asks for it. If that fails, the browser submits the form, and asks the
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
    const { submitter } = event;
    try {
      const { translatePage } = await import('./translated-page.ts');
      onChange(await translatePage(form, submitter));
    } catch {
      submitsForm = true;
      form.requestSubmit(submitter);
    }
  });
}
