import { characterClass } from './character-class.ts';

/** Longest name that the DNS knows, and a port. */
const LONGEST = 253;
/** Letters, digits and emoji of any script, and what is not seen but typed with them. */
export const isHostCharacter = characterClass(/^(?:[\p{L}\p{M}\p{N}\p{So}\p{Sk}._-]|\u200C|\u200D)$/u);
/** Scripts whose letters look like those of another. */
const ALIKE = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];
const ASCII = /^\p{ASCII}*$/u;
/** Cyrillic letters that look like Latin ones: a word of nothing else is made to be taken for a Latin one. */
const LOOKING =
  '\u0430\u0441\u0501\u0435\u04BB\u0456\u0458\u04CF\u043E\u0440\u051B\u0455\u051D\u0445\u0443\u04BD\u0475';
const LATIN_LOOKING = new RegExp(`^(?=.*[${LOOKING}])[${LOOKING}\\d-]*$`, 'iu');

/**
 * How much of a run of characters is a host that a reader would recognise.
 *
 * Text in a script without spaces goes on right after an address (`example.org这个`): no top-level domain mixes it with
 * Latin letters, so the address ends there.
 *
 * @param run what stands where a host would
 * @param named whether it has to be a name with dots, as what follows no scheme has
 * @returns its length; 0 when it is none, or one that looks like another on purpose
 */
export function hostLength(run: string, named: boolean): number {
  if (run.length > LONGEST) return 0;
  const labels = run.split('.');
  const last = labels.at(-1) ?? '';
  const latin = /^[a-zA-Z][a-zA-Z\d-]+(?=\P{ASCII})/u.exec(last)?.[0];
  if (latin && !looksAlike(last)) labels[labels.length - 1] = latin;
  const top = labels.at(-1) ?? '';
  if (labels.includes('') || labels.slice(-2).some((label) => label.includes('_'))) return 0;
  if (named && (labels.length < 2 || top.length < 2 || /^\d+$/.test(top))) return 0;
  const misleading = (label: string) => looksAlike(label) || (LATIN_LOOKING.test(label) && ASCII.test(top));
  return !ASCII.test(run) && labels.some(misleading) ? 0 : labels.join('.').length;
}

function looksAlike(label: string): boolean {
  return ALIKE.filter((script) => script.test(label)).length > 1;
}
