export interface PageLifecycleHandlers {
  /** The network came back or went, or the tab is visible again: a socket may be dead though it says OPEN. */
  onWake(): void;
  /** The page goes away, perhaps into the back-forward cache, where no socket survives. */
  onHide(): void;
  /** The browser has restored the page from the back-forward cache. */
  onRestore(): void;
  /** Whether leaving the page would lose something. */
  hasUnsavedContent(): boolean;
}

/**
 * Reports what happens to the page as a whole, and lets the browser ask the reader before it discards unsaved content.
 *
 * It has no `unload` listener, which would keep the page out of the back-forward cache.
 *
 * @returns a function that lets the reader leave without a question from now on
 */
export function watchPageLifecycle(handlers: PageLifecycleHandlers): () => void {
  const { onWake, onHide, onRestore, hasUnsavedContent } = handlers;
  let confirmsLeaving = true;
  addEventListener('online', onWake);
  addEventListener('offline', onWake);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) onWake();
  });
  addEventListener('beforeunload', (event) => {
    if (confirmsLeaving && hasUnsavedContent()) event.preventDefault();
  });
  addEventListener('pagehide', onHide);
  addEventListener('pageshow', (event) => {
    if (event.persisted) onRestore();
  });
  return () => {
    confirmsLeaving = false;
  };
}

/**
 * @returns whether Back, Forward or a restored tab has loaded the page anew, which browsers do from their copy, without asking the site,
 *   once the page is no longer in the back-forward cache: the session of whose page it was may have ended since
 */
export function isOldCopy(): boolean {
  // Shorter than the entries that replace it; all browsers have it, and the page's script is at its limit.
  return performance.navigation.type === 2;
}
