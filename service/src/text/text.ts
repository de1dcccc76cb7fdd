/** Rules for texts that people write, used by every service and by the browser. Files here import only from this folder. */
export { cleanName, isShowable } from './name.ts';
export { foldCharacter, searchKey } from './search-key.ts';
export { searchPattern } from './search-pattern.ts';
export { BLANK, isVisible } from './visible.ts';
