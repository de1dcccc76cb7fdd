/** An emoji with what it is called. */
export interface Emoji {
  emoji: string;
  /** Its name in the language of the page. */
  label: string;
  /** Between colons, as on other sites: `smile`. */
  shortcode: string;
  /** All that may stand between colons. */
  shortcodes: string[];
  /** What else it is found by. */
  names: string[];
  /** The number of its group: 0 faces, 1 people, 3 animals … 9 flags. */
  group: number;
}

const loaded = new Map<string, Promise<Emoji[]>>();

/**
 * Loads all emoji in the order in which keyboards have them. The names are those of CLDR, the short ones GitHub's.
 *
 * @param locale of the page; where there are no names in its language they are English
 */
export function loadEmoji(locale: string): Promise<Emoji[]> {
  const known = loaded.get(locale);
  if (known) return known;
  const loading = load(locale);
  loaded.set(locale, loading);
  loading.catch(() => loaded.delete(locale));
  return loading;
}

/** The data ask for colours also where an emoji has them by itself. Keyboards do not, and for a reaction it would be another one. */
const NEEDLESS_SELECTOR = /(?<=\p{Emoji_Presentation})\ufe0f/gu;

async function load(locale: string): Promise<Emoji[]> {
  const [{ default: english }, translated] = await Promise.all([
    import('emoji-picker-element-data/en/github/data.json'),
    locale === 'ru' ? import('emoji-picker-element-data/ru/cldr/data.json') : undefined,
  ]);
  const own = new Map(translated?.default.map((record) => [record.emoji, record]));
  return english.map(({ emoji: written, label: name, tags, shortcodes, group }) => {
    const emoji = written.replace(NEEDLESS_SELECTOR, '');
    const { label, tags: ownTags } = own.get(written) ?? { label: name, tags: [] };
    const [shortcode = name, ...more] = shortcodes;
    const names = [...more, label, name, ...ownTags, ...tags];
    return { emoji, label, shortcode, shortcodes, names, group };
  });
}
