const UNKNOWN = 0;
const NO = 1;
const YES = 2;
const CACHE_SIZE = 0x10000;

/**
 * Creates a function that tests one character against a pattern. Patterns with Unicode classes are slow, and each is tested
 * against every character of every message: the results for the first 65,536 code points are cached.
 *
 * @param pattern matches exactly one character
 * @returns a function that returns false for an empty string
 */
export function characterClass(pattern: RegExp): (character: string) => boolean {
  let cache = new Uint8Array(128);
  const test = (character: string) => (pattern.test(character) ? YES : NO);
  return (character) => {
    if (character === '') return false;
    const code = character.charCodeAt(0);
    if (character.length > 1) return test(character) === YES;
    if (code >= cache.length) cache = enlarge(cache);
    const result = cache[code] || test(character);
    if (cache[code] === UNKNOWN) cache[code] = result;
    return result === YES;
  };
}

function enlarge(cache: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(CACHE_SIZE);
  larger.set(cache);
  return larger;
}
