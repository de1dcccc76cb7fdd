export interface PageLife {
  /** A socket may be dead though it says OPEN: the network came back or went, the tab is looked at again. */
  wake(): void;
  /** The page goes away, perhaps into the back-forward cache, where no socket survives. */
  left(): void;
  /** The page is taken out of that cache. */
  returned(): void;
}

/** Tells what happens to the page as a whole. */
export function watchPage({ wake, left, returned }: PageLife): void {
  addEventListener('online', wake);
  addEventListener('offline', wake);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) wake();
  });
  addEventListener('pagehide', left);
  addEventListener('pageshow', (event) => {
    if (event.persisted) returned();
  });
}
