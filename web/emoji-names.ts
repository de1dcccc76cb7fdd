import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** A record of `emoji-picker-element-data`, as far as it is used. */
interface EmojiRecord {
  emoji: string;
  annotation: string;
  tags?: string[];
  shortcodes?: string[];
  group: number;
  order: number;
  /** The version of Emoji (UTS 51) that has it. */
  version: number;
}

/** Newer ones are boxes on the systems of many readers. */
const NEWEST = 15;
/** The group of parts that emoji are put together from. */
const COMPONENTS = 2;

/** Takes from the data of emoji what pages use: a third of it. */
export const emojiNames: Plugin = {
  name: 'emoji-names',
  setup(build) {
    build.onLoad({ filter: /emoji-picker-element-data\/.*\/data\.json$/ }, async ({ path }) => {
      const records = JSON.parse(await readFile(path, 'utf8')) as EmojiRecord[];
      const used = records
        .filter(({ group, version }) => group !== COMPONENTS && version <= NEWEST)
        .toSorted((a, b) => a.order - b.order)
        .map(({ emoji, annotation, tags = [], shortcodes = [], group }) => ({
          emoji,
          label: annotation,
          tags,
          // Those of other languages are their names in Latin letters.
          ...(path.includes('/en/') ? { group, shortcodes } : {}),
        }));
      return { contents: JSON.stringify(used), loader: 'json' };
    });
  },
};
