import type { Plugin } from 'esbuild';
import { LOCALES, readTexts } from './src/locales/locales.ts';

/** The texts that the room page's script writes, for each locale: `chat-texts.en.json`. */
export const textFileNames = LOCALES.map((locale) => `chat-texts.${locale}.json`);

/** The sources of these files and of the offline page, from `web/`. */
export const textSources = LOCALES.flatMap((locale) =>
  ['chat', 'site'].map((name) => `locales/${locale}/${name}.json`),
);

/** Makes a file of the texts of one locale. Those that the template writes are left out. */
export const textFiles: Plugin = {
  name: 'text-files',
  setup(build) {
    build.onResolve({ filter: /^chat-texts\..+\.json$/ }, ({ path }) => ({ path, namespace: 'texts' }));
    build.onLoad({ filter: /./, namespace: 'texts' }, ({ path }) => {
      const locale = LOCALES[textFileNames.indexOf(path)];
      const { page: _, ...texts } = (locale && readTexts(locale).chat) ?? {};
      return { contents: JSON.stringify(texts), loader: 'copy' };
    });
  },
};
