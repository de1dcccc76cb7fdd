const AROUND = '[\\p{L}\\p{N}_]';

/**
 * Recognises a person's mentions: `@` and the name, or its first word, in any case, as words of their own (an
 * e-mail address is not a mention).
 *
 * @param name the person's displayed name
 * @returns a function that cuts a text into pieces, those that mention the person marked; joined they are the text
 */
export function mentionsOf(name: string): (text: string) => { text: string; mention: boolean }[] {
  const first = name.split(/\s/u)[0] ?? '';
  const names = [name, first].filter((each) => each !== '').map(literal);
  if (names.length === 0) return (text) => [{ text, mention: false }];
  const pattern = new RegExp(`(?<!${AROUND})(@(?:${names.join('|')}))(?!${AROUND})`, 'iu');
  return (text) =>
    text
      .split(pattern)
      .map((piece, index) => ({ text: piece, mention: index % 2 === 1 }))
      .filter((piece) => piece.text !== '');
}

function literal(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
