import type { Locator, Page } from '@playwright/test';
import { isFirefox } from '../../browser.ts';

/** Taps with a finger. In Firefox, whose driver has none and says nothing about it, with the mouse. */
export async function tap(target: Locator): Promise<void> {
  if (!(await isFirefoxInFront(target.page()))) await target.tap();
  else await target.click();
}

/** The same at a place of the window, in pixels. */
export async function tapAt(page: Page, [x, y]: readonly [number, number]): Promise<void> {
  if (!(await isFirefoxInFront(page))) await page.touchscreen.tap(x, y);
  else await page.mouse.click(x, y);
}

/** In Firefox only the window in front has the focus. */
async function isFirefoxInFront(page: Page): Promise<boolean> {
  const yes = isFirefox(page);
  if (yes) await page.bringToFront();
  return yes;
}
