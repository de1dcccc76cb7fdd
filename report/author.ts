const WORD = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{M}'’.-]+$/u;
const LETTER = /[\p{Script=Latin}\p{Script=Cyrillic}]/u;
const MOST_WORDS = 4;
const MOST_CHARACTERS = 100;
/** Of a file's name, on the file systems of Linux, macOS and Windows. */
const MOST_BYTES = 255;

/** The author's name cannot be a part of a file's name; the message says why. */
export class AuthorError extends Error {}

/**
 * Reads the name of the report's author, as it is written on the title page.
 *
 * @param text surname, first name and maybe more, in Latin or Cyrillic letters
 * @returns the name with single blanks, in Unicode's composed form
 * @throws AuthorError
 */
export function readAuthor(text: string): string {
  const author = text.normalize('NFC').trim();
  // Before the white space is split at: a tab or a line break is not a blank.
  if (/\p{C}|[\p{Z}--\u0020]/v.test(author)) throw new AuthorError('contains a control character');
  const words = author.split(/ +/);
  if (words.length < 2) throw new AuthorError('has to be a surname and a first name');
  if (words.length > MOST_WORDS) throw new AuthorError(`has more than ${MOST_WORDS} words`);
  if (author.length > MOST_CHARACTERS) throw new AuthorError(`has more than ${MOST_CHARACTERS} characters`);
  for (const word of words) {
    if (!WORD.test(word))
      throw new AuthorError('may hold Latin and Cyrillic letters, hyphens, apostrophes and dots');
    if (!LETTER.test(word)) throw new AuthorError(`holds “${word}”, which has no letter`);
  }
  return words.join(' ');
}

/**
 * @param author as readAuthor returns it
 * @returns the name of a file of the report: `Фамилия_Имя_webdev_lab_1.docx`
 * @throws AuthorError when it is too long for a file system
 */
export function fileName(author: string, extension: 'docx' | 'zip'): string {
  const name = `${author.replaceAll(' ', '_')}_webdev_lab_1.${extension}`;
  if (Buffer.byteLength(name) > MOST_BYTES) throw new AuthorError('is too long for the name of a file');
  return name;
}
