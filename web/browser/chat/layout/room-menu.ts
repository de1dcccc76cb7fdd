import { findPart } from '../dom/elements.ts';

/** Pixels between a button and what it opens. */
const DISTANCE = 4;

/**
 * Places the menu of the room and the choice of alerts below their buttons. Where the styles show one of them as a part of the page
 * (the menu's buttons on a desk, the alerts in the menu on a phone), it is never opened as a popover.
 */
export function setUpRoomMenu(root: HTMLElement): void {
  const menu = findPart(root, 'menu', HTMLElement);
  const alerts = findPart(root, 'alerts-panel', HTMLElement);
  placeBelow(findPart(root, 'menu-button', HTMLButtonElement), menu);
  placeBelow(findPart(root, 'alerts-button', HTMLButtonElement), alerts);
  // The star stays in sight: its button shows whether it is set.
  menu.addEventListener('click', ({ target }) => {
    const chosen = (target as Element).closest('a, button');
    if (chosen && !chosen.matches('[aria-pressed], [popovertarget]')) menu.hidePopover();
  });
  addEventListener('resize', () => {
    for (const popover of [menu, alerts]) if (!isShownByButton(popover, root)) popover.hidePopover();
  });
}

function placeBelow(button: HTMLElement, popover: HTMLElement): void {
  popover.addEventListener('beforetoggle', (event) => {
    if ((event as ToggleEvent).newState !== 'open') return;
    const { bottom, left, right } = button.getBoundingClientRect();
    const isRightToLeft = document.documentElement.dir === 'rtl';
    popover.style.top = `${bottom + DISTANCE}px`;
    popover.style.insetInlineEnd = `${isRightToLeft ? left : document.documentElement.clientWidth - right}px`;
  });
}

function isShownByButton(popover: HTMLElement, root: HTMLElement): boolean {
  const button = root.querySelector(`[popovertarget="${popover.id}"]`);
  return button?.checkVisibility() === true;
}
