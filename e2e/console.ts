import type { BrowserContext } from '@playwright/test';

/**
 * Reports what a browser complains about: errors in its console (violations of the content security policy among them)
 * and exceptions nobody caught.
 *
 * A page that itself came with status 400, 404 … is no complaint: stories ask for such pages, and check them.
 */
export function watch(context: BrowserContext, report: (complaint: string) => void): void {
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    const text = message.text();
    const { url } = message.location();
    // Playwright's own words where a story does without it.
    if (text.includes('Service Worker registration blocked')) return;
    const isPageItself = url !== '' && url === message.page()?.url();
    if (text.startsWith('Failed to load resource') && isPageItself) return;
    report(`${text} (${url})`);
  });
  context.on('weberror', (error) => report(String(error.error())));
}
