import type { Page } from '@playwright/test';

/** Of a window in which two pictures stand on a sheet of paper. */
export const WINDOW = { width: 960, height: 620 };
/** In pixels; of longer pages only the window is shown: whole they would not be legible on paper. */
const MOST_HEIGHT = 1700;

/** Keeps the pictures of a walk. */
export class Album {
  readonly pictures = new Map<string, Buffer>();
  readonly #taken: (name: string) => void;

  /** @param taken is told of each picture */
  constructor(taken: (name: string) => void) {
    this.#taken = taken;
  }

  /** Takes a picture of the whole page. */
  async take(page: Page, name: string): Promise<void> {
    const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
    const png = await page.screenshot({ fullPage: height <= MOST_HEIGHT, animations: 'disabled' });
    this.pictures.set(name, png);
    this.#taken(name);
  }
}
