/** Texts by key; a key may stand for a group of them. */
export type TextGroup = { [key: string]: string | TextGroup };

/**
 * Returns a text by its name, `file:key.key`.
 *
 * @param values what stands in its places; `count` chooses the plural form
 */
export type Translate = (key: string, values?: Record<string, unknown>) => string;

type Write = (values: Record<string, unknown>) => string;
/** A text without places is ready, one with places is a function. */
type Compiled = string | Write;

export type CompiledTexts = {
  translate: Translate;
  /** Returns a text that is the same whatever the values; undefined for any other, and for a key that there is not. */
  constant(key: string): string | undefined;
};

/**
 * Compiles the texts of a locale to what i18next makes of them, for the site and for the room page's script. i18next reads a text anew
 * for each call, which took half of the time of a page, and was a third of that script; a test compares the two for every text there is.
 *
 * It knows `{{name}}`, `{{name, number}}`, and the plural forms `key_one`, `key_few`, … for a `count`.
 *
 * @param locale a BCP 47 tag, for its plural rules and its numbers
 * @param texts by the names of their files
 * @param shown what a value becomes where it stands in a text
 * @throws Error for a text that holds anything else of i18next's syntax
 */
export function compileTexts(
  locale: string,
  texts: Record<string, TextGroup>,
  shown: (value: string) => string,
): CompiledTexts {
  const plurals = new Intl.PluralRules(locale);
  const compiled = new Map<string, Compiled>();
  for (const [file, group] of Object.entries(texts)) addGroup(`${file}:`, group);
  addPlurals();

  function addGroup(prefix: string, group: TextGroup): void {
    for (const [name, text] of Object.entries(group)) {
      if (typeof text === 'string') compiled.set(prefix + name, compile(prefix + name, text));
      else addGroup(`${prefix}${name}.`, text);
    }
  }

  function compile(key: string, text: string): Compiled {
    if (text.includes('$t(')) throw new Error(`${key}: a text cannot contain another one`);
    const [first = '', ...rest] = text.split('{{');
    if (rest.length === 0) return text;
    const places = rest.map((part) => {
      const [, name, isNumber, after = ''] = /^\s*(\w+)(,\s*number)?\s*\}\}(.*)$/s.exec(part) ?? [];
      if (name === undefined) throw new Error(`${key}: {{${part} is not understood`);
      return { name, isNumber: isNumber !== undefined, after };
    });
    return (values) => {
      let written = first;
      for (const { name, isNumber, after } of places) {
        const value = values[name] ?? '';
        written += shown(isNumber ? Number(value).toLocaleString(locale) : String(value)) + after;
      }
      return written;
    };
  }

  /** The key without its form takes the form that the count asks for. */
  function addPlurals(): void {
    for (const other of [...compiled.keys()].filter((key) => key.endsWith('_other'))) {
      const key = other.slice(0, -'_other'.length);
      const forms = new Map(
        plurals.resolvedOptions().pluralCategories.map((form) => [form, compiled.get(`${key}_${form}`)]),
      );
      if (compiled.has(key)) throw new Error(`${key}: it is there with plural forms and without`);
      compiled.set(key, (values) => written(forms.get(plurals.select(Number(values.count))) ?? key, values));
    }
  }

  return {
    // Like i18next, it shows the key of a text that there is not, without the file.
    translate: (key, values = {}) => written(compiled.get(key) ?? key.slice(key.indexOf(':') + 1), values),
    constant(key) {
      const text = compiled.get(key);
      return typeof text === 'string' ? text : undefined;
    },
  };
}

const written = (text: Compiled, values: Record<string, unknown>) =>
  typeof text === 'string' ? text : text(values);
