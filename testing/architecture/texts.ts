import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Locale } from '../../web/src/locales/locales.ts';
import { ownFiles, root } from '../checkout.ts';
import { isTest } from './imports.ts';

/** Every text of a locale by its whole key, `rooms:search.title`. */
export function textsOf(locale: Locale): Map<string, string> {
  const texts = new Map<string, string>();
  const collect = (prefix: string, value: unknown) => {
    if (typeof value === 'string') texts.set(prefix, value);
    else for (const [key, inner] of Object.entries(value ?? {})) collect(joined(prefix, key), inner);
  };
  for (const path of ownFiles(`web/locales/${locale}/*.json`)) {
    collect(`${basename(path, '.json')}:`, JSON.parse(read(path)));
  }
  return texts;
}

function joined(prefix: string, key: string): string {
  return prefix.endsWith(':') ? prefix + key : `${prefix}.${key}`;
}

/** `chat:limit.left_many` → `chat:limit.left`: the key that code asks for. */
export function withoutPluralForm(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '');
}

export interface Use {
  file: string;
  /** Matches the keys that this call can ask for: one, or several when part of the key is only known at run time. */
  pattern: RegExp;
  shown: string;
}

/**
 * Every `t(…)` in templates and code. A key is written out, chosen (`t(a ? 'x' : 'y')`) or put together
 * (`t('errors:' + code + '.title')`, `` t(`status.${name}`) ``); what is put in stands for any text.
 */
export function usesOfTexts(): Use[] {
  const files = ownFiles('{web,nginx}/**/*.{ts,njk}').filter((file) => !isTest(file));
  return files.flatMap((file) =>
    [...read(file).matchAll(/(?<![\w'])t\(\s*/g)].flatMap(({ index, input, 0: opening }) =>
      branches(firstArgument(input.slice(index + opening.length))).flatMap((expression) => {
        const key = keyPattern(expression);
        if (key === undefined) return [];
        const whole = key.includes(':') ? key : `chat:${key}`;
        const pattern = new RegExp(`^${whole.split('*').map(RegExp.escape).join('(.+)')}$`);
        return [{ file, pattern, shown: whole }];
      }),
    ),
  );
}

/** The text up to the comma or parenthesis that ends the first argument. */
function firstArgument(text: string): string {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (/['"`]/.test(character)) quote = character;
    else if (/[([{]/.test(character)) depth++;
    else if (depth === 0 && /[,)]/.test(character)) return text.slice(0, at);
    else if (/[)\]}]/.test(character)) depth--;
  }
  return text;
}

/** `a ? 'x' : 'y'` → `'x'`, `'y'`. */
function branches(expression: string): string[] {
  const outside = expression.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, (text) => '_'.repeat(text.length));
  const question = /\?(?![.?])/.exec(outside);
  const colon = outside.lastIndexOf(':');
  if (!question || colon < question.index) return [expression];
  return [expression.slice(question.index + 1, colon), expression.slice(colon + 1)];
}

/** `'errors:' + code + '.title'` → `errors:*.title`; undefined when no part of the key is written out. */
function keyPattern(expression: string): string | undefined {
  const text = expression.trim().replace(/\$\{(?:[^{}'`]|'[^']*')*\}/g, '*');
  const pieces = text.split(/\s*\+\s*/).map((piece) => /^(['"`])(.*)\1$/s.exec(piece)?.[2] ?? '*');
  const pattern = pieces.join('').replace(/\*+/g, '*');
  return pattern === '*' ? undefined : pattern;
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
