import type { Member } from '@lantern/chat/protocol';
import { createDecoration } from '../dom/elements.ts';

const HUES = 8;
/** A character may be a flag or a family: several code points. */
const LONGEST_CHARACTER = 64;
/** Two Latin or Cyrillic letters, digits or signs: each is a character. Names with others need the segmenter. */
const PLAIN = /^[ -~\u0400-\u0481]{2}/;
/** Made when it is needed: it takes 10 ms. */
let segmenter: Intl.Segmenter | undefined;

/** Creates a coloured circle with the first letter of a name. Hidden from screen readers: it says nothing that the name does not. */
export function avatar({ id, name }: Member): HTMLElement {
  return createDecoration(`avatar avatar-${hue(id)}`, initial(name));
}

function initial(name: string): string {
  const trimmed = name.trim();
  if (PLAIN.test(trimmed)) return trimmed.charAt(0).toLocaleUpperCase();
  segmenter ??= new Intl.Segmenter();
  // Of a long name only the beginning is read.
  const [first] = segmenter.segment(trimmed.slice(0, LONGEST_CHARACTER));
  return first?.segment.toLocaleUpperCase() ?? '';
}

function hue(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 9_973;
  return sum % HUES;
}
