/**
 * Calls back whenever a socket may be dead though it says OPEN: the network is back or gone, the tab is looked at
 * again, the page returns from the browser's back-forward cache.
 */
export function onWake(wake: () => void): void {
  addEventListener('online', wake);
  addEventListener('offline', wake);
  addEventListener('pageshow', (event) => {
    if (event.persisted) wake();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) wake();
  });
}
