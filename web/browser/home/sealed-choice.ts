import { findPart } from '../chat/dom/elements.ts';
import { carriedKey } from '../site/carried-key.ts';

/**
 * Offers a sealed room in the form of a new room: makes its key when the form is sent, and sends the check value alone. The key waits
 * in this tab for the page of the room, and in the address of the form for that page, which is never sent.
 */
export function setUpSealedChoice(form: HTMLFormElement): void {
  const choice = findPart(form, 'sealed', HTMLInputElement);
  const check = findPart(form, 'sealed-check', HTMLInputElement);
  findPart(form, 'sealed-script', HTMLElement).hidden = true;
  if (globalThis.crypto?.subtle === undefined) {
    findPart(form, 'sealed-https', HTMLElement).hidden = false;
    return;
  }
  choice.disabled = false;
  const { action } = form;
  let key = '';

  form.addEventListener('submit', async (event) => {
    const isReady = !check.disabled;
    check.disabled = true;
    form.action = action;
    if (!choice.checked) return;
    if (isReady) {
      // The values are read after this; a page that the browser brings back begins anew.
      check.disabled = false;
      form.action = `${action}#k=${key}`;
      setTimeout(() => {
        check.disabled = true;
      });
      return;
    }
    event.preventDefault();
    const { checkValueOf, newKey } = await import('./sealed-key.ts');
    key = newKey();
    carriedKey.write(key);
    check.value = await checkValueOf(key);
    check.disabled = false;
    form.requestSubmit(event.submitter);
  });
}
