import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createInstance } from 'i18next';
import { isolated } from '../text/isolated.ts';
import { compileTexts, type TextGroup } from './compiled-texts.ts';
import { LOCALES, type Locale, readTexts } from './locales.ts';

type Shown = (value: string) => string;

/** i18next as it would be used without compiling. */
async function i18nextFor(locale: string, texts: Record<string, TextGroup>, shown: Shown) {
  const i18n = createInstance({
    lng: locale,
    resources: { [locale]: texts },
    fallbackLng: false,
    interpolation: { escapeValue: true, escape: shown },
  });
  await i18n.init();
  return i18n.getFixedT(locale);
}

function keysOf(group: TextGroup, prefix: string): string[] {
  return Object.entries(group).flatMap(([name, text]) =>
    typeof text === 'string' ? [prefix + name] : keysOf(text, `${prefix}${name}.`),
  );
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const placesOf = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name = '']) => name);
const value = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.string({ unit: 'grapheme' }),
  fc.constant('שלום'),
);

/** Whatever the values. */
async function assertSameAsI18next(locale: Locale, texts: Record<string, TextGroup>, shown: Shown) {
  const i18next = await i18nextFor(locale, texts, shown);
  const { translate } = compileTexts(locale, texts, shown);
  const keys = Object.entries(texts).flatMap(([file, group]) => keysOf(group, `${file}:`));
  assert.ok(keys.length > 50);
  for (const key of keys) {
    const names = placesOf(rawText(texts, key));
    const name = key.replace(PLURAL, '');
    const count = { count: fc.integer({ min: 0, max: 120 }) };
    const values = fc.record({ ...Object.fromEntries(names.map((each) => [each, value])), ...count });
    const check = (given: Record<string, unknown>) =>
      assert.equal(translate(name, { ...given }), i18next(name, { ...given }), name);
    fc.assert(fc.property(values, check), { numRuns: names.length > 0 || name !== key ? 20 : 1 });
  }
}

for (const locale of LOCALES) {
  test(`every text of ${locale} is what i18next makes of it, whatever the values`, () =>
    assertSameAsI18next(locale, readTexts(locale), isolated));

  test(`every text of ${locale} that the room page's script writes is what i18next makes of it`, () =>
    assertSameAsI18next(locale, { chat: readTexts(locale).chat ?? {} }, (value) => value));
}

function rawText(texts: Record<string, TextGroup>, key: string): string {
  const [file = '', path = ''] = key.split(':');
  let at: string | TextGroup | undefined = texts[file];
  for (const name of path.split('.')) at = typeof at === 'object' ? at[name] : undefined;
  return typeof at === 'string' ? at : '';
}

test('a text with unknown syntax is refused when it is compiled', () => {
  for (const text of ['$t(other)', '{{- raw}}', '{{who, uppercase}}', '{{who.name}}', '{{'])
    assert.throws(() => compileTexts('en', { file: { key: text } }, isolated), /file:key/, text);
  assert.throws(() => compileTexts('en', { file: { key: 'a', key_other: 'b' } }, isolated), /file:key/);
});

test('a text that there is not shows as its key', () => {
  assert.equal(compileTexts('en', { file: {} }, isolated).translate('file:no.such'), 'no.such');
});
