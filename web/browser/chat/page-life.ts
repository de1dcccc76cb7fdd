export interface PageLife {
  /** A socket may be dead though it says OPEN: the network came back or went, the tab is looked at again. */
  wake(): void;
  /** The page goes away, perhaps into the back-forward cache, where no socket survives. */
  left(): void;
  /** The page is taken out of that cache. */
  returned(): void;
  /** Whether something would be lost with the page. */
  holds(): boolean;
}

/**
 * Tells what happens to the page as a whole, and has the browser ask before it loses something.
 *
 * No `unload` is listened to, which would keep the page out of the back-forward cache.
 *
 * @returns lets it go without asking, from now on
 */
export function watchPage({ wake, left, returned, holds }: PageLife): () => void {
  let asks = true;
  addEventListener('online', wake);
  addEventListener('offline', wake);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) wake();
  });
  addEventListener('beforeunload', (event) => {
    if (asks && holds()) event.preventDefault();
  });
  addEventListener('pagehide', left);
  addEventListener('pageshow', (event) => {
    if (event.persisted) returned();
  });
  return () => {
    asks = false;
  };
}
