/** In milliseconds: how long a message that was looked for is marked. */
const MARKED = 2_000;

/** Scrolls to a message, gives it the focus and marks it for a moment. */
export function showMessage({ element }: { element: HTMLElement }): void {
  element.scrollIntoView({ block: 'center' });
  focusMessage(element);
  element.classList.add('message-found');
  setTimeout(() => element.classList.remove('message-found'), MARKED);
}

/** Messages have the focus by a script only: each of them as a stop of the Tab key would be too many. */
export function focusMessage(element: HTMLElement): void {
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
