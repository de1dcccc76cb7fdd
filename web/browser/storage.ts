const PREFIX = 'lantern.';

/**
 * One value in the browser's storage. The browser may refuse storage (private windows, full disks): the page then works
 * without it.
 */
export class Stored<Value> {
  #storage: () => Storage;
  readonly key: string;

  constructor({ storage, key }: { storage: () => Storage; key: string }) {
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
      // The browser refuses storage.
    }
  }
}

/** A value of this tab; it survives a reload. */
export function inTab<Value>(key: string): Stored<Value> {
  return new Stored({ storage: () => sessionStorage, key });
}

/** A value of this browser, which all its tabs share. */
export function inBrowser<Value>(key: string): Stored<Value> {
  return new Stored({ storage: () => localStorage, key });
}

/** The key of a value that belongs to one person: another person who signs in here cannot see it. */
export function personalKey(person: string, key: string): string {
  return `of.${person}.${key}`;
}

/** Deletes all values of a person in this tab and in this browser. */
export function forgetPerson(person: string): void {
  for (const storage of [() => sessionStorage, () => localStorage]) {
    try {
      const prefix = PREFIX + personalKey(person, '');
      for (const key of Object.keys(storage()).filter((key) => key.startsWith(prefix)))
        storage().removeItem(key);
    } catch {
      // The browser refuses storage, which is therefore empty.
    }
  }
}
