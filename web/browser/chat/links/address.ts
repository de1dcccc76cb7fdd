import { Brackets } from './brackets.ts';
import { characterClass } from './character-class.ts';
import type { Characters } from './characters.ts';
import { hostLength, isHostCharacter } from './host.ts';

/** What stands before an address: it may have opened what ends the address. */
export interface Before {
  /** The character before it; empty at the start. */
  last: string;
  brackets: Brackets;
  /** Up to here it is known that no `@` follows what may be a user's name: nobody looks twice. */
  withoutUser: number;
}

/** Where the search goes on and, when an address was found, where it leads; it ends at `end`. */
export type Found = { end: number; href?: string };

const SCHEMES = ['https://', 'http://'];
const WORD = 'www.';
/** After these an address in an address is a part of it: `/web/2020/https://`, `?next=https://`. */
const carriesOn = characterClass(/^[-_.~/=?&#:%@+!]$/);
/** What is no part of an address (RFC 3986, 3987), and quotes and punctuation of scripts that write no spaces. */
const endsAddress = characterClass(
  /^[\s\p{Cc}\p{Cs}\p{Zl}\p{Zp}<>"`“”„‟«»‹›…\u2800\u115F\u1160\u3164\uFFA0\uFFFC\uFFFD\u202A-\u202E\u2066-\u2069\u3001-\u3003\u3008-\u3011\u3014-\u301F\uFE10-\uFE1F\uFE30-\uFE4F\uFE50-\uFE61\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF3D\uFF5B-\uFF65]$/u,
);
/** Not seen, and in an address by accident: some programs put them where a line may break. */
const UNSEEN = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u2060-\u2064\uFEFF]/gu;
const unseen = characterClass(/^[\u00AD\u061C\u180E\u200B\u200E\u200F\u2060-\u2064\uFEFF]$/);
/** These join letters, and at the end of an address there is nothing to join. */
const unseenLast = characterClass(/^[\u00AD\u061C\u180E\u200B-\u200F\u2060-\u2064\uFEFF]$/);
/** The sentence's own, at the end of an address. */
const isTail = characterClass(/^(?:[.,:;!?'"*_~|\\([{]|(?!\p{ASCII})\p{P})$/u);
/** Turns the text after it around. */
const turns = characterClass(/^[\u202A\u202B\u202D\u202E\u2066-\u2068]$/u);
/** Of these the one that stands before an address closes what follows it. */
const CLOSING: Record<string, string> = { "'": "'", '*': '*', '|': '|', '‘': '’', '‚': '‘', '’': '’' };
/** May stand in what comes before an `@` in an address. */
const inUser = characterClass(/^[:%!$&'*+;=~]$/);
const ofScheme = characterClass(/^[a-z+]$/i);
const isT = characterClass(/^t$/i);
const ofName = characterClass(/^[a-z\d@.\-/:\\]$/i);
const isLetter = characterClass(/^[a-z]$/i);
const ofIpv6 = characterClass(/^[\da-f:.]$/i);
const isDigit = characterClass(/^\d$/);
const endsHost = characterClass(/^[._-]$/);
const ofEntity = characterClass(/^[a-z\d#]$/i);
/** Neither ends an address nor begins one. */
const ordinary = characterClass(/^[a-gi-vx-z\d]$/i);
const beginsRest = characterClass(/^[/?#]$/);

/**
 * Whether something begins here that may be an address.
 *
 * @param last the character before
 * @returns the length of its beginning; 0 when there is none
 */
export function beginningAt(text: Characters, index: number, last: string): number {
  const first = text.at(index);
  if (first === 'h' || first === 'H') {
    // `git+https://` and `xhttps://` are other schemes.
    if (ofScheme(last) || !isT(text.at(index + 1))) return 0;
    return SCHEMES.find((scheme) => text.holds(scheme, index))?.length ?? 0;
  }
  if (first !== 'w' && first !== 'W') return 0;
  return !ofName(last) && text.holds(WORD, index) ? WORD.length : 0;
}

/**
 * Reads what may be an address, once from its beginning to its end and once back over its tail.
 *
 * @param start where it begins
 * @param beginning as from {@link beginningAt}
 */
export function readAddress(text: Characters, start: number, beginning: number, before: Before): Found {
  const named = beginning === WORD.length;
  const hostStart = named ? start : start + beginning;
  const host = readHost(text, hostStart, named, before);
  if (!host.good) return { end: Math.max(host.end, start + beginning) };
  const goesOn = !host.cut && beginsRest(text.at(host.end));
  const end = goesOn ? readRest(text, host.end, before) : host.end;
  const seen = text.slice(start, end).replace(UNSEEN, '');
  // As GitHub does: browsers take the encrypted one themselves where there is one.
  const address = named ? `http://${seen}` : seen;
  try {
    return { end, href: new URL(address).href };
  } catch {
    return { end };
  }
}

type Host = {
  good: boolean;
  end: number;
  /** Whether the address ends with it. */
  cut?: boolean;
};

function readHost(text: Characters, start: number, named: boolean, before: Before): Host {
  if (text.at(start) === '[' && !named) {
    const end = endOf(text, start + 1, ofIpv6);
    return text.at(end) === ']' ? withPort(text, end + 1) : { good: false, end };
  }
  let end = endOf(text, start, inHost);
  const run = end;
  // Who reads `https://bank.example@evil.example` takes the first for the host.
  if (before.withoutUser <= run) {
    const user = endOf(text, run, (character) => inUser(character) || inHost(character));
    if (text.at(user) === '@') return { good: false, end: user + 1 };
    before.withoutUser = user;
  }
  if (turns(text.at(run))) return { good: false, end: run };
  // Two addresses with nothing between them.
  const next = SCHEMES.find((scheme) => text.holds(scheme, run + '://'.length - scheme.length));
  if (next) end = run + '://'.length - next.length;
  if (end <= start) return { good: false, end: start };
  if (!beginsRest(text.at(run)) && text.at(run) !== ':')
    while (end > start && endsHost(text.before(end))) end--;
  while (end > start && unseenLast(text.before(end))) end--;
  const shown = text.slice(start, end);
  const name = shown.replace(UNSEEN, '').replace(/\.$/, '');
  const length = hostLength(name, named);
  if (length === 0) return { good: false, end: run };
  if (length < name.length) return { good: true, end: start + placeOf(shown, length), cut: true };
  return end < run ? { good: true, end, cut: true } : withPort(text, end);
}

function endOf(text: Characters, start: number, goesOn: (character: string) => boolean): number {
  let end = start;
  for (let character = text.at(end); character !== '' && goesOn(character); character = text.at(end))
    end += character.length;
  return end;
}

const inHost = (character: string): boolean => isHostCharacter(character) || unseen(character);

/** Where in a text so many characters that are seen end. */
function placeOf(shown: string, length: number): number {
  let place = 0;
  for (let seen = 0; seen < length; place++) if (!unseen(shown.charAt(place))) seen++;
  return place;
}

function withPort(text: Characters, end: number): Host {
  let port = end + 1;
  if (text.at(end) === ':') while (port - end <= 5 && isDigit(text.at(port))) port++;
  return { good: true, end: port > end + 1 ? port : end };
}

/** Path, query and fragment, up to where a reader would take them to end. */
function readRest(text: Characters, start: number, before: Before): number {
  const brackets = new Brackets();
  const closing = CLOSING[before.last];
  let end = start;
  let last = '';
  for (;;) {
    const character = text.at(end);
    if (ordinary(character)) {
      last = character;
      end++;
      continue;
    }
    if (character === '' || endsAddress(character) || character === closing) break;
    if (before.brackets.closes(character) && !brackets.closes(character)) break;
    if (!carriesOn(last) && beginningAt(text, end, splits(last)) > 0) break;
    brackets.pass(character);
    if (!unseen(character)) last = character;
    end += character.length;
  }
  // `<https://example.org/a.>` says itself where it ends (RFC 3986, appendix C).
  const marked = before.last === '<' && text.at(end) === '>';
  return marked ? end : withoutTail(text, start, end, brackets);
}

/** Letters before a scheme are those of another, but in an address that was pasted behind one they are the first one's. */
function splits(last: string): string {
  return isLetter(last) ? '' : last;
}

function withoutTail(text: Characters, start: number, from: number, brackets: Brackets): number {
  let end = from;
  while (end > start) {
    const character = text.before(end);
    if (character === ';') end = entity(text, start, end);
    else if (isTail(character) || unseenLast(character) || brackets.takeUnopened(character))
      end -= character.length;
    else break;
  }
  return end;
}

/** A `;` goes, and with it what was pasted from a page's source: `&gt;`. */
function entity(text: Characters, start: number, end: number): number {
  let name = end - 1;
  while (name > start && ofEntity(text.before(name))) name--;
  return name < end - 1 && text.before(name) === '&' ? name - 1 : end - 1;
}
