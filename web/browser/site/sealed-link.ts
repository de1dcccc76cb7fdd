import { renderSVG } from 'uqr';
import { findPart } from '../chat/dom/elements.ts';
import { keyInFragment } from '../chat/sealed/room-key.ts';
import { storedKey } from '../chat/sealed/stored-key.ts';

/**
 * Adds the key to a link into a sealed room, and shows its QR code. Both happen in the browser: the server has made the link, and must
 * not learn the key.
 *
 * @param link holds the link as its text, and the id of the room as `data-sealed-link`
 */
export function addKey(link: HTMLElement): void {
  const owner = { roomId: link.dataset.sealedLink ?? '', userId: document.body.dataset.person ?? '' };
  // In the dialog of the room's page the address has it, also where the browser keeps nothing.
  const key = storedKey(owner).read() ?? keyInFragment(location.hash);
  const around = link.closest('section') ?? document;
  if (key === undefined) {
    findPart(around, 'sealed-link-no-key', HTMLElement).hidden = false;
    return;
  }
  link.textContent = `${link.textContent}#k=${key}`;
  // As the server draws those of other links: web/src/text/qr-code.ts.
  const svg = renderSVG(link.textContent, { border: 3, pixelSize: 4 });
  const picture = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
  const place = findPart(around, 'sealed-link-qr', HTMLElement);
  place.replaceChildren(document.adoptNode(picture));
  place.hidden = false;
}
