import { BLANK } from '@lantern/service/text';
import { Brackets } from './brackets.ts';
import { characterClass } from './character-class.ts';
import { hostLength, isHostCharacter } from './host.ts';
import type { TextReader } from './text-reader.ts';

/** The text before a URL: a bracket or quote that it has opened ends the URL. */
export interface PrecedingText {
  /** The last character; empty at the start. */
  last: string;
  brackets: Brackets;
  /** No user name with an `@` ends before this index: it need not be searched for again. */
  noUserBefore: number;
}

/** The index where the search continues, which is the end of the URL, and its target if there is one. */
export type ReadResult = { end: number; href?: string };

const SCHEMES = ['https://', 'http://'];
const WWW = 'www.';
/** A URL after one of these is a part of the URL around it: `/web/2020/https://`, `?next=https://`. */
const continuesUrl = characterClass(/^[-_.~/=?&#:%@+!]$/);
/** Characters that no URL contains (RFC 3986, 3987), or that look like a space, and quotes and punctuation of scripts without spaces. */
const endsUrl = characterClass(
  new RegExp(
    `^[${BLANK}\\s\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}<>"\`“”„‟«»‹›…\\uFFFD\\u202A-\\u202E\\u2066-\\u2069\\u3001-\\u3003\\u3008-\\u3011\\u3014-\\u301F\\uFE10-\\uFE1F\\uFE30-\\uFE4F\\uFE50-\\uFE61\\uFF01-\\uFF0F\\uFF1A-\\uFF20\\uFF3B-\\uFF3D\\uFF5B-\\uFF65]$`,
    'u',
  ),
);
/** Invisible, and in a URL by accident: some programs insert them where a line may break. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u2060-\u2064\uFEFF]/gu;
const isInvisible = characterClass(/^[\u00AD\u061C\u180E\u200B\u200E\u200F\u2060-\u2064\uFEFF]$/);
/** The same with the joiners of letters: at the end of a URL there is nothing to join. */
const isInvisibleAtEnd = characterClass(/^[\u00AD\u061C\u180E\u200B-\u200F\u2060-\u2064\uFEFF]$/);
/** Punctuation that belongs to the sentence when it stands at the end of a URL. */
const isTrailing = characterClass(/^(?:[.,:;!?'"*_~|\\([{]|(?!\p{ASCII})\p{P})$/u);
/** Changes the direction of the text after it. */
const changesDirection = characterClass(/^[\u202A\u202B\u202D\u202E\u2066-\u2068]$/u);
/** By the character before a URL: the character that ends the URL. */
const CLOSING: Record<string, string> = { "'": "'", '*': '*', '|': '|', '‘': '’', '‚': '‘', '’': '’' };
/** Characters of the user name and password before an `@`, besides those of a host. */
const isUserInfoCharacter = characterClass(/^[:%!$&'*+;=~]$/);
const isSchemeCharacter = characterClass(/^[a-z+]$/i);
const isT = characterClass(/^t$/i);
const isNameCharacter = characterClass(/^[a-z\d@.\-/:\\]$/i);
const isLetter = characterClass(/^[a-z]$/i);
const isIpv6Character = characterClass(/^[\da-f:.]$/i);
const isDigit = characterClass(/^\d$/);
const isHostPunctuation = characterClass(/^[._-]$/);
const isEntityCharacter = characterClass(/^[a-z\d#]$/i);
/** Neither ends a URL nor begins one: a fast path. */
const isOrdinary = characterClass(/^[a-gi-vx-z\d]$/i);
const beginsPath = characterClass(/^[/?#]$/);

/**
 * Whether a URL may begin at an index.
 *
 * @param last the character before
 * @returns the length of its prefix (`https://`, `www.`); 0 when there is none
 */
export function urlPrefixLength(text: TextReader, index: number, last: string): number {
  const first = text.at(index);
  if (first === 'h' || first === 'H') {
    // `git+https://` and `xhttps://` are other schemes.
    if (isSchemeCharacter(last) || !isT(text.at(index + 1))) return 0;
    return SCHEMES.find((scheme) => text.startsWith(scheme, index))?.length ?? 0;
  }
  if (first !== 'w' && first !== 'W') return 0;
  return !isNameCharacter(last) && text.startsWith(WWW, index) ? WWW.length : 0;
}

export interface UrlStart {
  /** Where it begins. */
  start: number;
  /** As returned by {@link urlPrefixLength}. */
  prefixLength: number;
  preceding: PrecedingText;
}

/** Reads what may be a URL: once to its end, and once back over trailing punctuation. */
export function readUrl(text: TextReader, { start, prefixLength, preceding }: UrlStart): ReadResult {
  const hasNoScheme = prefixLength === WWW.length;
  const hostStart = hasNoScheme ? start : start + prefixLength;
  const host = readHost(text, { start: hostStart, hasNoScheme, preceding });
  if (!host.isValid) return { end: Math.max(host.end, start + prefixLength) };
  const hasPath = !host.endsUrl && beginsPath(text.at(host.end));
  const end = hasPath ? readPath(text, host.end, preceding) : host.end;
  const visible = text.slice(start, end).replace(INVISIBLE, '');
  // `http://`, as GitHub does: browsers upgrade it to HTTPS where the site supports it.
  const url = hasNoScheme ? `http://${visible}` : visible;
  try {
    return { end, href: new URL(url).href };
  } catch {
    return { end };
  }
}

type Host = {
  isValid: boolean;
  end: number;
  /** Whether the URL ends with its host. */
  endsUrl?: boolean;
};

type HostStart = { start: number; hasNoScheme: boolean; preceding: PrecedingText };

function readHost(text: TextReader, { start, hasNoScheme, preceding }: HostStart): Host {
  if (text.at(start) === '[' && !hasNoScheme) {
    const end = endOf(text, start + 1, isIpv6Character);
    return text.at(end) === ']' ? withPort(text, end + 1) : { isValid: false, end };
  }
  let end = endOf(text, start, isInHost);
  const run = end;
  // A reader of `https://bank.example@evil.example` takes the first name for the host.
  if (preceding.noUserBefore <= run) {
    const user = endOf(text, run, (character) => isUserInfoCharacter(character) || isInHost(character));
    if (text.at(user) === '@') return { isValid: false, end: user + 1 };
    preceding.noUserBefore = user;
  }
  if (changesDirection(text.at(run))) return { isValid: false, end: run };
  // Two URLs with nothing between them.
  const next = SCHEMES.find((scheme) => text.startsWith(scheme, run + '://'.length - scheme.length));
  if (next) end = run + '://'.length - next.length;
  if (end <= start) return { isValid: false, end: start };
  if (!beginsPath(text.at(run)) && text.at(run) !== ':')
    while (end > start && isHostPunctuation(text.before(end))) end--;
  while (end > start && isInvisibleAtEnd(text.before(end))) end--;
  const shown = text.slice(start, end);
  const name = shown.replace(INVISIBLE, '').replace(/\.$/, '');
  const length = hostLength(name, hasNoScheme);
  if (length === 0) return { isValid: false, end: run };
  if (length < name.length) return { isValid: true, end: start + visibleIndex(shown, length), endsUrl: true };
  return end < run ? { isValid: true, end, endsUrl: true } : withPort(text, end);
}

function endOf(text: TextReader, start: number, matches: (character: string) => boolean): number {
  let end = start;
  for (let character = text.at(end); character !== '' && matches(character); character = text.at(end))
    end += character.length;
  return end;
}

const isInHost = (character: string): boolean => isHostCharacter(character) || isInvisible(character);

/** The index after so many visible characters. */
function visibleIndex(shown: string, length: number): number {
  let index = 0;
  for (let visible = 0; visible < length; index++) if (!isInvisible(shown.charAt(index))) visible++;
  return index;
}

function withPort(text: TextReader, end: number): Host {
  let port = end + 1;
  if (text.at(end) === ':') while (port - end <= 5 && isDigit(text.at(port))) port++;
  return { isValid: true, end: port > end + 1 ? port : end };
}

/** Reads path, query and fragment. Returns the index where a reader would take them to end. */
function readPath(text: TextReader, start: number, preceding: PrecedingText): number {
  const brackets = new Brackets();
  const closing = CLOSING[preceding.last];
  let end = start;
  let last = '';
  for (;;) {
    const character = text.at(end);
    if (isOrdinary(character)) {
      last = character;
      end++;
      continue;
    }
    if (character === '' || endsUrl(character) || character === closing) break;
    if (preceding.brackets.closes(character) && !brackets.closes(character)) break;
    if (!continuesUrl(last) && urlPrefixLength(text, end, lastBeforeUrl(last)) > 0) break;
    brackets.add(character);
    if (!isInvisible(character)) last = character;
    end += character.length;
  }
  // `<https://example.org/a.>` marks its end (RFC 3986, appendix C).
  const isDelimited = preceding.last === '<' && text.at(end) === '>';
  return isDelimited ? end : withoutTrailing(text, { start, end, brackets });
}

/** `xhttps://` is another scheme, but in a URL with a second one pasted behind it the letter belongs to the first. */
function lastBeforeUrl(last: string): string {
  return isLetter(last) ? '' : last;
}

type UrlRange = { start: number; end: number; brackets: Brackets };

function withoutTrailing(text: TextReader, { start, end: from, brackets }: UrlRange): number {
  let end = from;
  while (end > start) {
    const character = text.before(end);
    if (character === ';') end = withoutEntity(text, start, end);
    else if (isTrailing(character) || isInvisibleAtEnd(character) || brackets.removeUnopened(character))
      end -= character.length;
    else break;
  }
  return end;
}

/** Removes a `;`, together with the entity that it ends in a text from a page's source: `&gt;`. */
function withoutEntity(text: TextReader, start: number, end: number): number {
  let name = end - 1;
  while (name > start && isEntityCharacter(text.before(name))) name--;
  return name < end - 1 && text.before(name) === '&' ? name - 1 : end - 1;
}
