/**
 * Letters that are drawn as a Latin one, by UTS #39 (https://www.unicode.org/reports/tr39/#Confusable_Detection), of the scripts
 * that a keyboard or a copied text brings: Cyrillic, Greek, Armenian, Cherokee, phonetic letters and small capitals. Where the
 * capital and the small letter look like two different ones, it is the one that a name is more likely to be forged with.
 *
 * By the Latin letter.
 */
const LOOKALIKES: Record<string, string> = {
  a: 'аαɑᴀᎪꭺ',
  b: 'вьβʙᏴƀ',
  c: 'сϲᴄᏟꮯ',
  d: 'ԁđᴅᎠꭰ',
  e: 'еεᴇᎬꭼ',
  f: 'քꜰ',
  g: 'ɡցɢᏀꮐ',
  h: 'нһηհʜħᎻꮋ',
  i: 'іιɪıɩɨ',
  j: 'јյᴊȷᎫꭻ',
  k: 'кκᴋᏦꮶ',
  l: 'ӏʟłᏞꮮ',
  m: 'мμᴍᎷꮇ',
  n: 'ոռɴ',
  o: 'оοօᴏø',
  p: 'рρᴘᏢꮲ',
  q: 'ԛզ',
  r: 'ʀᎡꭱ',
  s: 'ѕꜱᏚꮪ',
  t: 'тτᴛŧᎢꭲ',
  u: 'υսᴜ',
  v: 'νѵᴠᏙꮩ',
  w: 'ԝᴡᎳꮃ',
  x: 'хχ',
  y: 'уүʏ',
  z: 'ζᴢᏃꮓ',
};

/** From a letter, in lower case, to the Latin one that it looks like. */
export const lookalikes: ReadonlyMap<string, string> = new Map(
  Object.entries(LOOKALIKES).flatMap(([latin, others]) =>
    [...others].map((other) => [foldCase(other), latin] as const),
  ),
);

/** In lower case first: `ẞ` is a capital already, and only its small letter becomes `SS`. Of one character, in no language. */
export function foldCase(character: string): string {
  return character.toLowerCase().toUpperCase().toLowerCase();
}
