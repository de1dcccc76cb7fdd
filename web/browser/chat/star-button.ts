import { findPart } from './dom/elements.ts';

/** Puts the reader's star on the room, and takes it off. The page stays: what is said is nowhere else. */
export function setUpStarButton(root: HTMLElement): void {
  const button = findPart(root, 'star', HTMLButtonElement);
  const { starUrl = '', csrf = '' } = root.dataset;
  button.addEventListener('click', async () => {
    const starred = button.getAttribute('aria-pressed') !== 'true';
    button.disabled = true;
    const response = await fetch(starUrl, {
      method: 'POST',
      headers: { Accept: 'application/json', 'X-CSRF-Token': csrf },
      body: new URLSearchParams({ starred: starred ? 'yes' : 'no' }),
    }).catch(() => undefined);
    button.disabled = false;
    button.focus();
    if (response?.ok) button.setAttribute('aria-pressed', String(starred));
  });
}
