import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './checkout.ts';

/** The blocks of commands in a file of the docs, as they are pasted: without the indentation, or the fence around them. Pictures are none. */
export function blocksOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const fenced = /^( *)```[^\n]*\n([\s\S]*?)^\1```$/gm;
  const indented = /(?<=\n[ \t]*\n)(?: {4,}[^\n]*\n(?:[ \t]*\n(?= {4}))?)+/g;
  const found = [
    ...[...text.matchAll(fenced)]
      .filter(([fence]) => !/^ *```mermaid/.test(fence))
      .map(([, , block = '']) => block),
    ...[...text.replace(fenced, '').matchAll(indented)].map(([block]) => block),
  ];
  return found.map(unindented);
}

function unindented(block: string): string {
  const depth = Math.min(...[...block.matchAll(/^ *(?=\S)/gm)].map(([spaces]) => spaces.length));
  return block.replace(new RegExp(`^ {${depth}}`, 'gm'), '');
}

/**
 * A block of commands out of the docs, for a test that runs it as it stands.
 *
 * @param file path in the checkout
 * @param start how the block begins
 * @throws when no block of the file, or more than one, begins so
 */
export function documented(file: string, start: string): string {
  const [block, ...more] = blocksOf(file).filter((each) => each.startsWith(start));
  if (block === undefined || more.length > 0)
    throw new Error(`${file}: no block or several begin “${start}”`);
  return block;
}
