import { showLocalTimes } from '../../display/local-times.ts';
import { showCopyPrintShare } from '../../site/copy-print-share.ts';
import { findPart } from '../dom/elements.ts';
import { isForAnotherTab } from './another-tab.ts';

/**
 * Sets up the dialog of the room's page in which the pages about a room open.
 *
 * @param root the room's page, with the dialog
 * @returns a function that opens the page of an address there
 */
export function createRoomDialog(root: HTMLElement): (url: string) => void {
  const { pathname: room } = location;
  const dialog = findPart(root, 'room-dialog', HTMLDialogElement);
  const content = findPart(root, 'room-dialog-content', HTMLElement);
  const close = findPart(root, 'room-dialog-close', HTMLButtonElement);
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => content.replaceChildren());
  // A click on the backdrop is one on the dialog itself.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });

  async function show(url: string, init: RequestInit = {}): Promise<void> {
    const response = await fetch(url, { ...init, headers: { Accept: 'text/html' } });
    const { pathname } = new URL(response.url);
    // Elsewhere, as after leaving the room.
    if (response.redirected && !pathname.startsWith(`${room}/`)) return location.assign(response.url);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    content.replaceChildren(...(page.querySelector('main')?.childNodes ?? []));
    showCopyPrintShare(content);
    showLocalTimes(content);
    dialog.setAttribute('aria-label', content.querySelector('h1')?.textContent ?? '');
    if (!dialog.open) dialog.showModal();
    const wanted = content.querySelector<HTMLElement>('[autofocus], [aria-current="page"]');
    (wanted ?? close).focus();
    dialog.scrollTop = 0;
  }

  /** What cannot be fetched opens as without this script. */
  const showOr = (otherwise: () => void, url: string, init?: RequestInit) => show(url, init).catch(otherwise);

  const open = (url: string) => void showOr(() => window.open(url, '_blank', 'noopener'), url);

  content.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href]');
    if (!link || isForAnotherTab(event) || link.origin !== location.origin) return;
    if (link.pathname === room) {
      event.preventDefault();
      dialog.close();
    } else if (link.pathname.startsWith(`${room}/`)) {
      event.preventDefault();
      open(link.href);
    } else link.target = '_blank';
  });

  content.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    const { submitter } = event;
    // `formAction` is the page's own address where the button has none.
    const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
    const { pathname, href } = new URL(action, location.href);
    if (!pathname.startsWith(`${room}/`)) return;
    event.preventDefault();
    const body = new URLSearchParams(
      [...new FormData(form, submitter)].map(([name, value]) => [name, String(value)]),
    );
    void showOr(() => form.submit(), href, { method: 'POST', body });
  });
  return open;
}
