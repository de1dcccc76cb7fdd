import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { isFirefox } from '../../browser.ts';
import type { Person } from '../../person.ts';

/** swagger-ui's buttons hold links. What else axe finds on /docs is our own doing. */
const NOT_OURS = { rule: 'nested-interactive', place: '#swagger-ui' };
/** What depends on the colours; all else is the same in both themes. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Without frames of other sites there is no need for the page of its own in which axe puts their results together. */
const axe = (page: Page) => new AxeBuilder({ page }).setLegacyMode();

/** Has axe look at the page that somebody has open, or at these, one after the other, in both themes. */
export async function check({ page }: Person, ...paths: string[]): Promise<void> {
  for (const path of paths.length > 0 ? paths : [undefined]) {
    if (path) await page.goto(path);
    // With its styles: without them it has faults that nobody sees.
    await page.waitForLoadState();
    await inBothThemes(page, {
      light: () => faults(page),
      dark: () => found(axe(page).withRules(OF_COLOURS)),
    });
  }
}

/** Has axe look at a part of the page that somebody has open, in both themes. */
export async function checkPart({ page }: Person, selector: string): Promise<void> {
  const part = () => axe(page).include(selector);
  await inBothThemes(page, {
    light: () => found(part()),
    dark: () => found(part().withRules(OF_COLOURS)),
  });
}

type Faults = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'];

const found = async (builder: AxeBuilder): Promise<Faults> => (await builder.analyze()).violations;

async function inBothThemes(
  page: Page,
  { light, dark }: { light: () => Promise<Faults>; dark: () => Promise<Faults> },
): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  const inLight = await light();
  // Firefox's driver changes nothing here: the colours, which are the same in all browsers, are looked at in another.
  const inDark = isFirefox(page) ? [] : await lookInTheDark(page, dark);
  const all = [...inLight, ...inDark];
  expect(all.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
    page.viewportSize()?.width ?? 0,
  );
}

async function lookInTheDark(page: Page, look: () => Promise<Faults>): Promise<Faults> {
  await page.emulateMedia({ colorScheme: 'dark' });
  // swagger-ui fades from one colour to the other.
  const settled = "document.getAnimations().every(({ playState }) => playState !== 'running')";
  // Not waitForFunction: the page's policy forbids it to evaluate a text.
  await expect.poll(() => page.evaluate(settled)).toBe(true);
  return look();
}

async function faults(page: Page): Promise<Faults> {
  if ((await page.locator(NOT_OURS.place).count()) === 0) return found(axe(page));
  return [
    ...(await found(axe(page).disableRules(NOT_OURS.rule))),
    ...(await found(axe(page).withRules(NOT_OURS.rule).exclude(NOT_OURS.place))),
  ];
}
