/** Whether somebody looks at this page: a window that is visible beside the one in use is not looked at. */
export function attended(): boolean {
  return !document.hidden && document.hasFocus();
}

/** Calls `look` whenever somebody begins to look at this page. */
export function whenAttended(look: () => void): void {
  const changed = () => {
    if (attended()) look();
  };
  document.addEventListener('visibilitychange', changed);
  addEventListener('focus', changed);
}
