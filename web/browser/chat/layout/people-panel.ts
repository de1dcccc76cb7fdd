import { findPart } from '../dom/elements.ts';
import { onDemand } from '../on-demand.ts';

/** As the styles have it: from here on the list stands beside the talk. */
const WIDE = '(min-width: 60rem)';

/**
 * Connects the button with the number of people to their list. On a wide screen it shows and hides a column; elsewhere the list is
 * a popover, which Escape and a tap beside it close, and which closes by itself when the reader chooses somebody or writes.
 */
export function setUpPeoplePanel(root: HTMLElement): void {
  const button = findPart(root, 'people-button', HTMLButtonElement);
  const panel = findPart(root, 'side', HTMLElement);
  const wide = matchMedia(WIDE);

  function update(): void {
    if (panel.matches(':popover-open')) panel.hidePopover();
    // A popover's button tells screen readers by itself whether it is open.
    if (wide.matches) {
      button.removeAttribute('popovertarget');
      button.ariaExpanded = String(!root.classList.contains('chat-without-side'));
    } else {
      button.setAttribute('popovertarget', panel.id);
      button.ariaExpanded = null;
    }
  }

  button.addEventListener('click', () => {
    if (!wide.matches) return;
    root.classList.toggle('chat-without-side');
    update();
  });
  // Before the click opens a card: the focus then comes back to the button, and not to what is hidden with the list.
  findPart(root, 'members', HTMLElement).addEventListener(
    'click',
    ({ target }) => {
      if ((target as Element).closest('button') && panel.matches(':popover-open')) panel.hidePopover();
    },
    { capture: true },
  );
  findPart(root, 'text', HTMLElement).addEventListener('focus', () => panel.hidePopover());
  const letSwipeClose = onDemand(async () => {
    const { closeBySwipe } = await import('./swipe-to-close.ts');
    closeBySwipe(panel, findPart(panel, 'side-content', HTMLElement));
  });
  // Where it cannot be loaded, a tap beside the list closes it.
  panel.addEventListener('beforetoggle', () => void letSwipeClose().catch(() => undefined));
  wide.addEventListener('change', update);
  update();
}
