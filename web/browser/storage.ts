const PREFIX = 'lantern.';

/** What a value needs of a storage. */
type Items = {
  getItem(key: string): string | null;
  setItem(key: string, value: string): unknown;
  removeItem(key: string): unknown;
};

/**
 * One value in the browser's storage. The browser may refuse storage (private windows, full disks): the page then works
 * without it.
 */
export class Stored<Value> {
  #storage: () => Items;
  readonly key: string;

  constructor({ storage, key }: { storage: () => Items; key: string }) {
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

/** A value that nothing but the page has: it is gone with a reload. */
export function inPage<Value>(key: string): Stored<Value> {
  const values = new Map<string, string>();
  const storage = {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => values.set(name, value),
    removeItem: (name: string) => values.delete(name),
  };
  return new Stored({ storage: () => storage, key });
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
