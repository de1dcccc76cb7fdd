import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ownFiles, root } from '../checkout.ts';

export interface Import {
  /** The importing file. */
  file: string;
  /** What stands in the quotes. */
  specifier: string;
  /** The imported file, when it is one of ours and named by its path; otherwise the specifier. */
  target: string;
  /** Imported names that stay at run time, and all of them. */
  values: string[];
  names: string[];
}

// Read from the text and not from what runs: a type that is imported ties two files together as well, and Node's own
// type stripping would have removed it.
const statement =
  /^\s*(?:import|export)\s+(type\s+)?(?:([\w*\s{},$]*?)\s*from\s+)?'([^']+)'|(?:\{([\w\s,]*)\} = await )?\bimport\('([^']+)'\)/gm;

/** Every import of our TypeScript files, tests left out. */
export function productionImports(): Import[] {
  return ownFiles('**/*.ts')
    .filter((file) => !isTest(file))
    .flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));
}

/** Tests and what only they use; and the report, which reads the code as they do. */
export function isTest(file: string): boolean {
  return file.endsWith('.test.ts') || /(^|\/)(testing|e2e|bench)\/|^report\//.test(file);
}

export function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(statement)].map(([, allTypes, named, from, late, dynamic]) => {
    const specifier = from ?? dynamic ?? '';
    const parts = (named ?? late ?? '')
      .replace(/[{}]/g, '')
      .split(',')
      .map((part) => part.trim().replace(/(\w+) as \w+$/, '$1'))
      .filter((part) => part !== '');
    const values = allTypes ? [] : parts.filter((part) => !part.startsWith('type '));
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier;
    return { file, specifier, target, values, names: parts.map((part) => part.replace(/^type /, '')) };
  });
}
