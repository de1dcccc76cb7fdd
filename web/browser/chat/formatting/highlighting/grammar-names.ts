import { onDemand } from '../../on-demand.ts';
import type { CodeParser } from './parse-queue.ts';

/** What people write behind the marks of a block for each language, as on GitHub. */
const LANGUAGES: [names: string, load: () => Promise<CodeParser>][] = [
  ['js javascript mjs cjs jsx', async () => (await import('./grammars/javascript.ts')).jsx],
  ['ts typescript mts cts', async () => (await import('./grammars/javascript.ts')).ts],
  ['tsx', async () => (await import('./grammars/javascript.ts')).tsx],
  ['py python python3 py3', async () => (await import('./grammars/python.ts')).parser],
  ['json jsonc json5 geojson webmanifest', async () => (await import('./grammars/json.ts')).parser],
  ['html htm xhtml vue svelte', async () => (await import('./grammars/html.ts')).parser],
  ['css', async () => (await import('./grammars/css.ts')).parser],
  ['rs rust', async () => (await import('./grammars/rust.ts')).parser],
  ['c h c++ cpp cc cxx h++ hpp hh hxx', async () => (await import('./grammars/cpp.ts')).parser],
  ['java', async () => (await import('./grammars/java.ts')).parser],
  ['go golang', async () => (await import('./grammars/go.ts')).parser],
  ['php php3 php4 php5 php7 php8', async () => (await import('./grammars/php.ts')).parser],
  ['yaml yml', async () => (await import('./grammars/yaml.ts')).parser],
  ['xml svg rss atom xsd xsl xslt plist', async () => (await import('./grammars/xml.ts')).parser],
];

const grammars = new Map(
  LANGUAGES.flatMap(([names, load]) => {
    const loadGrammar = onDemand(load);
    return names.split(' ').map((name) => [name, loadGrammar] as const);
  }),
);

/**
 * Finds the grammar of a language. It is loaded when a block of code first names the language.
 *
 * @param language as it was typed, in capitals or not
 * @returns what loads it; undefined for a language that has none
 */
export function grammarOf(language: string): (() => Promise<CodeParser>) | undefined {
  return grammars.get(language.toLowerCase());
}
