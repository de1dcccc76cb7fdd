const UNKNOWN = 0;
const OUTSIDE = 1;
const INSIDE = 2;
const KNOWN = 0x10000;

/**
 * A question about one character. A pattern with classes of Unicode takes long to answer, and is asked about every
 * character of every message, so that its answers are kept, at most one for each of the first 65,536 code points.
 *
 * @param pattern of exactly one character
 * @returns whether a character is of that class; of nothing it is false
 */
export function characterClass(pattern: RegExp): (character: string) => boolean {
  let answers = new Uint8Array(128);
  const ask = (character: string) => (pattern.test(character) ? INSIDE : OUTSIDE);
  return (character) => {
    if (character === '') return false;
    const code = character.charCodeAt(0);
    if (character.length > 1) return ask(character) === INSIDE;
    if (code >= answers.length) answers = grown(answers);
    const answer = answers[code] || ask(character);
    if (answers[code] === UNKNOWN) answers[code] = answer;
    return answer === INSIDE;
  };
}

function grown(answers: Uint8Array): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(KNOWN);
  more.set(answers);
  return more;
}
