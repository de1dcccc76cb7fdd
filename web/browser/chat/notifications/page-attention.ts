/** Whether the reader is looking at this page. A visible window beside the focused one does not count. */
export function hasAttention(): boolean {
  return !document.hidden && document.hasFocus();
}

/** Calls a function whenever the reader starts to look at this page. */
export function onAttention(callback: () => void): void {
  const changed = () => {
    if (hasAttention()) callback();
  };
  document.addEventListener('visibilitychange', changed);
  addEventListener('focus', changed);
}

/** Calls a function whenever the reader stops to look at this page. */
export function onAttentionLost(callback: () => void): void {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) callback();
  });
  addEventListener('blur', callback);
}
