const PREFIX = 'lantern.';

/**
 * One value in the browser's storage. Storage may be refused (private windows, full disks): the page then works on
 * without it.
 */
export class Stored<Value> {
  #storage: () => Storage;
  readonly key: string;

  constructor(storage: () => Storage, key: string) {
    this.#storage = storage;
    this.key = `${PREFIX}${key}`;
  }

  read(): Value | undefined {
    try {
      const text = this.#storage().getItem(this.key);
      return text === null ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  /** @param value `undefined` removes it */
  write(value: Value | undefined): void {
    try {
      if (value === undefined) this.#storage().removeItem(this.key);
      else this.#storage().setItem(this.key, JSON.stringify(value));
    } catch {
      // Refused: see above.
    }
  }
}

/** Kept for this tab, through a reload. */
export function inTab<Value>(key: string): Stored<Value> {
  return new Stored(() => sessionStorage, key);
}

/** Kept in this browser. */
export function inBrowser<Value>(key: string): Stored<Value> {
  return new Stored(() => localStorage, key);
}

/** The name of what one person keeps: another one who signs in here finds nothing of it. */
export function keyOf(person: string, key: string): string {
  return `of.${person}.${key}`;
}

/** Takes away all that a person keeps in this tab and in this browser. */
export function forgetPerson(person: string): void {
  for (const storage of [() => sessionStorage, () => localStorage]) {
    try {
      const keys = Object.keys(storage()).filter((key) => key.startsWith(PREFIX + keyOf(person, '')));
      for (const key of keys) storage().removeItem(key);
    } catch {
      // Refused, and so nothing was kept.
    }
  }
}
