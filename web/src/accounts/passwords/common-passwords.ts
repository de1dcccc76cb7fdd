/**
 * The words that most leaked passwords are made of (their usual decorations are undone before the look-up), in Latin
 * letters, on a Russian keyboard and typed in the wrong layout.
 */
const WORDS = new Set(
  `password passwort parol passw pass qwerty qwertyuiop qwertz azerty qazwsx qazwsxedc zxcvbnm zxcvbn asdfgh asdfghjkl
   asdf admin administrator root user guest login test testing welcome letmein iloveyou ilove loveyou love monkey dragon
   master football baseball sunshine princess superman batman starwars shadow michael jordan charlie trustno hello
   freedom whatever secret changeme default abc abcd abcdef abcabc summer winter spring autumn january february march
   april june july august september october november december monday friday company server internet samsung google
   computer killer pokemon ninja cheese access flower hottie lovely soccer hockey killer pepper ginger
   marina natasha nastya sasha andrey dima vladimir sergey maksim moscow moskva russia rossiya spartak zenit privet
   gfhjkm ghbdtn yfnfif пароль йцукен йцукенг фыва фывапролдж ячсмить привет любовь наташа марина россия москва админ
   q x a z aa qq zz xx p pw`.split(/\s+/),
);

const LOOKALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * Whether a password is among those that guessing programs try first: a word from the list, maybe twice, in any case,
 * with look-alikes for letters, and digits and signs before or after (`P@ssw0rd123!`).
 */
export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase();
  const bare = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const letters = (text: string) => text.replace(/[^\p{L}]/gu, '');
  const plain = (text: string) => letters(text.replace(/[013457@$!]/g, (sign) => LOOKALIKES[sign] ?? ''));
  return [letters(lower), plain(lower), plain(bare)].some((word) => WORDS.has(word) || WORDS.has(half(word)));
}

function half(word: string): string {
  const middle = word.length / 2;
  return word.slice(0, middle) === word.slice(middle) ? word.slice(0, middle) : '';
}
