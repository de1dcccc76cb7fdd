/**
 * Maps a Latin letter to the letters that look like it, by UTS #39 (https://www.unicode.org/reports/tr39/#Confusable_Detection), of
 * the scripts that people type or copy: Cyrillic, Greek, Armenian, Cherokee, phonetic letters and small capitals. Where the capital
 * and the small letter look like two different ones, it maps to the one that is more likely in a forged name.
 */
const LOOKALIKES: Record<string, string> = {
  a: 'аαɑᴀꭺ',
  b: 'вьβʙᏴƀ',
  c: 'сϲᴄꮯ',
  d: 'ԁđᴅꭰ',
  e: 'еεᴇꭼ',
  f: 'քꜰ',
  g: 'ɡցɢꮐ',
  h: 'нһηհʜħꮋ',
  i: 'іιɪıɩɨ',
  j: 'јյᴊȷꭻ',
  k: 'кκᴋꮶ',
  l: 'ӏʟłꮮ',
  m: 'мμᴍꮇ',
  n: 'ոռɴ',
  o: 'оοօᴏø',
  p: 'рρᴘꮲ',
  q: 'ԛզ',
  r: 'ʀꭱ',
  s: 'ѕꜱꮪ',
  t: 'тτᴛŧꭲ',
  u: 'υսᴜ',
  v: 'νѵᴠꮩ',
  w: 'ԝᴡꮃ',
  x: 'хχ',
  y: 'уүʏ',
  z: 'ζᴢꮓ',
};

/** Maps a letter, in lower case, to the Latin letter that it looks like. */
export const lookalikes: ReadonlyMap<string, string> = new Map(
  Object.entries(LOOKALIKES).flatMap(([latin, others]) =>
    [...others].map((other) => [foldCase(other), latin] as const),
  ),
);

/**
 * Folds the case of one character, by the rules of no language. It lowers first: `ẞ` is a capital, and only its small letter
 * becomes `SS`.
 */
export function foldCase(character: string): string {
  return character.toLowerCase().toUpperCase().toLowerCase();
}
