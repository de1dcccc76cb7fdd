/**
 * Has the browser keep what pages are made of. It does so when the page has loaded, which the worker's own requests would delay. Where it
 * cannot (private windows, a certificate that it does not know) pages work without.
 */
export function registerServiceWorker(): void {
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (!serviceWorker) return;
  const register = () => void serviceWorker.register('/service-worker.js').catch(() => undefined);
  if (document.readyState === 'complete') register();
  else addEventListener('load', register);
}
