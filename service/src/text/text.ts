/** What texts that people write are held to, in every service and in the browser: no imports but of this folder. */
export { cleanName, isShowable } from './name.ts';
export { foldCharacter, searchKey } from './search-key.ts';
export { searchPattern } from './search-pattern.ts';
export { BLANK, isVisible } from './visible.ts';
