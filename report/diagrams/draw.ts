import type { Browser } from '@playwright/test';
import { instance } from '@viz-js/viz';

/**
 * Draws a graph: Graphviz lays it out, the browser turns its SVG into pixels, two for each of the drawing.
 *
 * @param graph in Graphviz' language
 * @returns a PNG
 */
export async function draw(browser: Browser, graph: string): Promise<Buffer> {
  const viz = await instance();
  const svg = viz.renderString(graph, { format: 'svg' });
  const context = await browser.newContext({ deviceScaleFactor: 2, viewport: { width: 1600, height: 1200 } });
  try {
    const page = await context.newPage();
    await page.setContent(
      `<!doctype html><body style="margin: 0; background: white">${svg.replace(/^[\s\S]*?<svg/, '<svg')}`,
    );
    return await page.locator('svg').screenshot();
  } finally {
    await context.close();
  }
}
