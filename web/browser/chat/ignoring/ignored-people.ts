import { inBrowser, personalKey, type Stored } from '../../storage.ts';

/** More would be a list that nobody keeps; the oldest are forgotten. */
const MOST = 1_000;

/** Whom the reader ignores in this browser, in all rooms. Nobody else learns of it. */
export class IgnoredPeople {
  #stored: Stored<string[]>;
  #ids: Set<string>;
  #onChange: () => void;

  /** @param onChange called when the reader ignores somebody, or no longer does, in whichever tab */
  constructor({ userId, onChange }: { userId: string; onChange: () => void }) {
    this.#stored = inBrowser(personalKey(userId, 'ignored'));
    this.#ids = new Set(this.#stored.read());
    this.#onChange = onChange;
    addEventListener('storage', ({ key }) => {
      if (key !== this.#stored.key) return;
      this.#ids = new Set(this.#stored.read());
      this.#onChange();
    });
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  toggle(id: string): void {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    const ids = [...this.#ids].slice(-MOST);
    this.#stored.write(ids.length === 0 ? undefined : ids);
    this.#onChange();
  }
}
