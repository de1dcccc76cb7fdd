import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { Person } from '../../person.ts';

/** swagger-ui's buttons hold links. What else axe finds on /docs is our own doing. */
const NOT_OURS = { rule: 'nested-interactive', place: '#swagger-ui' };
/** What depends on the colours; all else is the same in both themes. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Has axe look at the page that somebody has open, or at these, one after the other, in both themes. */
export async function check({ page }: Person, ...paths: string[]): Promise<void> {
  for (const path of paths.length > 0 ? paths : [undefined]) {
    if (path) await page.goto(path);
    // With its styles: without them it has faults that nobody sees.
    await page.waitForLoadState();
    await page.emulateMedia({ colorScheme: 'light' });
    const found = await faults(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    // swagger-ui fades from one colour to the other.
    const settled = "document.getAnimations().every(({ playState }) => playState !== 'running')";
    // Not waitForFunction: the page's policy forbids it to evaluate a text.
    await expect.poll(() => page.evaluate(settled)).toBe(true);
    const { violations } = await new AxeBuilder({ page }).withRules(OF_COLOURS).analyze();
    expect(
      [...found, ...violations].map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    ).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      page.viewportSize()?.width ?? 0,
    );
  }
}

async function faults(page: Page) {
  if ((await page.locator(NOT_OURS.place).count()) === 0)
    return (await new AxeBuilder({ page }).analyze()).violations;
  const runs = [
    await new AxeBuilder({ page }).disableRules(NOT_OURS.rule).analyze(),
    await new AxeBuilder({ page }).withRules(NOT_OURS.rule).exclude(NOT_OURS.place).analyze(),
  ];
  return runs.flatMap(({ violations }) => violations);
}
