import { BLANK } from '@lantern/service/text';
import { characterClass } from './character-class.ts';

/** The longest name of the DNS. */
const MAX_LENGTH = 253;
/**
 * Letters, digits and emoji of any script, and the invisible joiners that are typed with them. Not the letters and symbols that look
 * like a space: a reader would take the host to end there, and it would be another one's.
 */
export const isHostCharacter = characterClass(
  new RegExp(`^(?![${BLANK}])(?:[\\p{L}\\p{M}\\p{N}\\p{So}\\p{Sk}._-]|\\u200C|\\u200D)$`, 'u'),
);
/** Scripts whose letters look like those of another one of them. */
const CONFUSABLE_SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];
const ASCII = /^\p{ASCII}*$/u;
/** Cyrillic letters that look like Latin ones: a word that consists of them imitates a Latin one. */
const LATIN_LOOKALIKES =
  '\u0430\u0441\u0501\u0435\u04BB\u0456\u0458\u04CF\u043E\u0440\u051B\u0455\u051D\u0445\u0443\u04BD\u0475';
const ONLY_LATIN_LOOKALIKES = new RegExp(`^(?=.*[${LATIN_LOOKALIKES}])[${LATIN_LOOKALIKES}\\d-]*$`, 'iu');

/**
 * How much of a string is a host that a reader would recognise.
 *
 * Text in a script without spaces can follow an address directly (`example.org这个`). No top-level domain mixes such a script
 * with Latin letters, so the address ends there.
 *
 * @param candidate the characters in the place of a host
 * @param needsDomain whether it has to be a domain name with a dot, as in an address without a scheme
 * @returns the host's length; 0 when there is none, or one that imitates another
 */
export function hostLength(candidate: string, needsDomain: boolean): number {
  if (candidate.length > MAX_LENGTH) return 0;
  const labels = candidate.split('.');
  const last = labels.at(-1) ?? '';
  const latin = /^[a-zA-Z][a-zA-Z\d-]+(?=\P{ASCII})/u.exec(last)?.[0];
  if (latin && !mixesScripts(last)) labels[labels.length - 1] = latin;
  const top = labels.at(-1) ?? '';
  if (labels.includes('') || labels.slice(-2).some((label) => label.includes('_'))) return 0;
  if (needsDomain && (labels.length < 2 || top.length < 2 || /^\d+$/.test(top))) return 0;
  const isMisleading = (label: string) =>
    mixesScripts(label) || (ONLY_LATIN_LOOKALIKES.test(label) && ASCII.test(top));
  return !ASCII.test(candidate) && labels.some(isMisleading) ? 0 : labels.join('.').length;
}

function mixesScripts(label: string): boolean {
  return CONFUSABLE_SCRIPTS.filter((script) => script.test(label)).length > 1;
}
