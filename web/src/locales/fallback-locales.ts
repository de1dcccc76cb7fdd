/** By locale: other languages whose readers mostly read it as well. */
export const FALLBACK_FOR: Record<string, readonly string[]> = {
  ru: ['az', 'ba', 'be', 'cv', 'hy', 'ka', 'kk', 'ky', 'tg', 'tk', 'tt', 'uk', 'uz'],
};

/** The locale for readers of all other languages. */
export const FOREIGN_LOCALE = 'en';
