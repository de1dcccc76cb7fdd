import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from '../../web/src/errors.ts';
import { LOCALES } from '../../web/src/locales/locales.ts';
import { ownFiles } from '../checkout.ts';
import { isTest } from './imports.ts';
import { read, textsOf, usesOfTexts, withoutPluralForm } from './texts.ts';

const texts = new Map(LOCALES.map((locale) => [locale, textsOf(locale)]));
const keys = new Set([...texts.values()].flatMap((each) => [...each.keys()].map(withoutPluralForm)));

test('the folder of a locale is called by a tag that dates and numbers can be written by', () => {
  assert.deepEqual(Intl.getCanonicalLocales(LOCALES), LOCALES);
  assert.deepEqual(Intl.DateTimeFormat.supportedLocalesOf(LOCALES), LOCALES);
});

for (const [locale, own] of texts) {
  test(`every text is there: ${locale}`, () => {
    assert.deepEqual([...keys.difference(new Set([...own.keys()].map(withoutPluralForm)))], []);
  });

  test(`a text that counts has every plural form: ${locale}`, () => {
    const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.toSorted();
    const forms = Map.groupBy(
      [...own.keys()].filter((key) => withoutPluralForm(key) !== key),
      withoutPluralForm,
    );
    for (const [base, found] of forms) {
      assert.deepEqual(found.map((key) => key.slice(base.length + 1)).toSorted(), needed, base);
    }
  });

  test(`no text is empty: ${locale}`, () => {
    assert.deepEqual(
      [...own].filter(([, text]) => text.trim() === ''),
      [],
    );
  });
}

test('a text has the same placeholders in every locale', () => {
  const valuesOf = (own: Map<string, string>, base: string) => {
    const all = [...own].filter(([key]) => withoutPluralForm(key) === base).map(([, text]) => text);
    return [...new Set([...all.join().matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name))].toSorted();
  };
  const [first = new Map<string, string>(), ...others] = texts.values();
  for (const other of others)
    for (const key of keys) assert.deepEqual(valuesOf(other, key), valuesOf(first, key), key);
});

test('every text that the code uses exists', () => {
  const unknown = usesOfTexts().filter(({ pattern }) => ![...keys].some((key) => pattern.test(key)));
  assert.deepEqual(
    unknown.map(({ file, shown }) => `${file}: ${shown}`),
    [],
  );
});

test('the code uses every text', () => {
  const uses = usesOfTexts();
  const code = ownFiles('{web,chat,nginx}/**/*.{ts,njk}')
    .filter((file) => !isTest(file))
    .map(read)
    .join('\n');
  // Where part of a key is only known at run time, that part has to stand somewhere, as the code of an error does.
  const named = (part: string) => new RegExp(`\\b${RegExp.escape(part)}\\b`).test(code);
  const unused = [...keys].filter(
    (key) => !uses.some(({ pattern }) => pattern.exec(key)?.slice(1).every(named)),
  );
  assert.deepEqual(unused, []);
});

test('every error of the catalogue is explained', () => {
  for (const code of Object.keys(catalogue)) {
    for (const part of ['title', 'detail']) assert.ok(keys.has(`errors:${code}.${part}`), `${code}.${part}`);
  }
});

test('templates contain no text of their own', () => {
  const spoken = /\b(?:title|alt|placeholder|label|summary|aria-label|aria-description)="([^"]*)"/g;
  const found = ownFiles('web/**/*.njk').flatMap((file) => {
    // A block called …_class is put into an attribute.
    const text = read(file).replace(/\{% block \w+_class %\}.*?\{% endblock %\}/gs, '');
    const markup = text.replace(/\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}/gs, '');
    const attributes = [...markup.matchAll(spoken)].map(([, value]) => value ?? '');
    const between = markup.replace(/<!--.*?-->|<[^>]*>|&#?\w+;/gs, '\n').split('\n');
    const words = [...attributes, ...between].filter((text) => /\p{L}/u.test(text));
    return words.map((text) => `${file}: ${text.trim()}`);
  });
  assert.deepEqual(found, []);
});

test('page scripts contain no text of their own', () => {
  const assigned =
    /\b(?:textContent|innerText|title|placeholder|ariaLabel)\s*=\s*(['"`])(?!\$\{)[^'"`]*\p{L}{2}[^'"`]*\1/gu;
  const found = ownFiles('web/browser/**/*.ts')
    .filter((file) => !isTest(file))
    .flatMap((file) => [...read(file).matchAll(assigned)].map(([text]) => `${file}: ${text}`));
  assert.deepEqual(found, []);
});

test('only the locales contain Russian', () => {
  /** Data: passwords that people choose, and letters that look like Latin ones. */
  const data = ['web/src/accounts/passwords/common-passwords.ts', 'service/src/text/lookalikes.ts'];
  const files = ownFiles('{web,chat,db,service,standalone}/**/*.{ts,mjs,njk,css}');
  const russian = files.filter(
    (file) => !isTest(file) && !data.includes(file) && /\p{Script=Cyrillic}/u.test(read(file)),
  );
  assert.deepEqual(russian, []);
});
