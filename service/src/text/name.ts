/** Matches characters that look like a space, such as a line's end and a dotless Braille pattern. */
const SPACE = /^[\p{White_Space}\u2800\u{13441}\u{13442}]$/u;
/** Matches invisible characters. The annotation marks and blanks at the end are not among Unicode's default-ignorable ones. */
const IGNORABLE = /^[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFC\u{1D159}]$/u;
const MARK = /^\p{M}$/u;
/** Matches marks that belong to no script: vandals heap them on letters to deface a page. */
const INHERITED = /^(?:\p{Me}|(?=\p{M})\p{Script=Inherited})$/u;

/** Scripts that write a word with a joiner or a non-joiner inside. */
const JOINED =
  /^(?=[\p{L}\p{M}])[\p{Script_Extensions=Arab}\p{Script_Extensions=Syrc}\p{Script_Extensions=Nkoo}\p{Script_Extensions=Mong}\p{Script_Extensions=Deva}\p{Script_Extensions=Beng}\p{Script_Extensions=Guru}\p{Script_Extensions=Gujr}\p{Script_Extensions=Orya}\p{Script_Extensions=Taml}\p{Script_Extensions=Telu}\p{Script_Extensions=Knda}\p{Script_Extensions=Mlym}\p{Script_Extensions=Sinh}\p{Script_Extensions=Khmr}\p{Script_Extensions=Mymr}]$/u;
const LETTER = /^\p{L}$/u;
const MONGOLIAN = /^\p{Script=Mongolian}$/u;
const HAN = /^\p{Script=Han}$/u;
const PICTURE = /^\p{Extended_Pictographic}$/u;
/** Matches the last character of a picture: the picture itself, a skin tone, or the request to show it in colours. */
const PICTURE_END = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F)$/u;
const EMOJI = /^\p{Emoji}$/u;
/** Matches characters that are a picture only under a keycap, U+20E3. */
const KEYCAP = /^[0-9#*]$/;
const BLACK_FLAG = '\u{1F3F4}';
/**
 * The tags of the three flags of parts of a country that systems draw (RGI_Emoji_Tag_Sequence): `gbeng`, `gbsct` and `gbwls`.
 * Any other tags show a black flag, or make no visible difference.
 */
const FLAGS = new Set(
  ['gbeng', 'gbsct', 'gbwls'].map((name) =>
    [...name, '\u007F'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join(''),
  ),
);
const FLAG_TAGS = 6;

const JOINERS = new Set(['\u200C', '\u200D']);
const [TEXT_STYLE, PICTURE_STYLE] = ['\uFE0E', '\uFE0F'];
const MONGOLIAN_VARIANTS = /^[\u180B-\u180F]$/u;
const HAN_VARIANTS = /^[\u{E0100}-\u{E01EF}]$/u;

/** Vietnamese puts two marks on a letter, Hebrew with all its points and accents up to five. */
const MARKS_ON_A_LETTER = 6;
const INHERITED_MARKS_ON_A_LETTER = 3;

/**
 * Returns a name as it is stored and shown: in NFC, with single spaces inside and none around, without invisible characters
 * where no script needs them, without bidirectional controls, and with few marks on a letter. If two names become the
 * same, they look the same.
 *
 * Joiners stay between letters of the scripts that write with them and inside emoji, variation selectors after emoji, Han and
 * Mongolian letters, tags in flags. Characters that cannot be shown (`isShowable`) stay as well: the caller refuses them.
 *
 * @param text any text; the work grows with its length only
 */
export function cleanName(text: string): string {
  const characters = [...text.normalize('NFC')];
  let kept = '';
  /** The character before, of those that are kept, and how many marks are on the last one that is no mark. */
  let before = '';
  let [marks, inherited] = [0, 0];
  const keep = (character: string) => {
    kept += character;
    before = character;
  };
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const after = characters[at + 1] ?? '';
    if (SPACE.test(character)) {
      if (before !== '' && before !== ' ') keep(' ');
    } else if (IGNORABLE.test(character)) {
      const tags = before === BLACK_FLAG ? tagsAt(characters, at) : 0;
      for (const tag of characters.slice(at, at + tags)) keep(tag);
      if (tags > 0) at += tags - 1;
      else if (belongs(character, before, after)) keep(character);
    } else if (MARK.test(character)) {
      if (before === '' || before === ' ') continue;
      marks += 1;
      if (INHERITED.test(character)) inherited += 1;
      if (marks <= MARKS_ON_A_LETTER && inherited <= INHERITED_MARKS_ON_A_LETTER) keep(character);
    } else {
      [marks, inherited] = [0, 0];
      keep(character);
    }
  }
  return kept.trimEnd().normalize('NFC');
}

/** Matches characters that cannot be shown: halves of characters, controls, private and unassigned ones. */
const UNSHOWABLE = /(?!\p{Extended_Pictographic})[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u;

/** @param name as `cleanName` returns it */
export const isShowable = (name: string): boolean => !UNSHOWABLE.test(name);

/** Whether a script or a picture needs the character here. */
function belongs(character: string, before: string, after: string): boolean {
  if (JOINERS.has(character)) {
    const inWord = JOINED.test(before) && JOINED.test(after) && LETTER.test(after);
    return inWord || (character === '\u200D' && PICTURE_END.test(before) && PICTURE.test(after));
  }
  if (character === PICTURE_STYLE || character === TEXT_STYLE)
    return EMOJI.test(before) && (!KEYCAP.test(before) || after === '\u20E3');
  if (MONGOLIAN_VARIANTS.test(character)) return MONGOLIAN.test(before) && !MONGOLIAN_VARIANTS.test(before);
  return HAN_VARIANTS.test(character) && HAN.test(before);
}

/** @returns how many characters from `at` on are the tags of a flag */
function tagsAt(characters: string[], at: number): number {
  return FLAGS.has(characters.slice(at, at + FLAG_TAGS).join('')) ? FLAG_TAGS : 0;
}
