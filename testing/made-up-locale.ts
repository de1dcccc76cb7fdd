import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './checkout.ts';

/** A tag with six plural forms, a script that runs from right to left, and no letter of English or Russian in its dates. */
export const MADE_UP = 'ar-EG';

type Texts = { [key: string]: string | Texts };

/**
 * Copies the checkout and adds a locale to the copy as a contributor does: one folder. Its texts are the English ones, each in
 * brackets: ⟦Send⟧.
 *
 * @returns the copy's folder, whose modules a test imports
 */
export async function treeWithMadeUpLocale(): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'lantern-locale-'));
  for (const name of ['package.json', 'testing', 'nginx', 'e2e', 'web'])
    await cp(join(root, name), join(tree, name), {
      recursive: true,
      filter: (path) => !/\/(dist|node_modules)$/.test(path),
    });
  for (const name of ['node_modules', 'service']) await symlink(join(root, name), join(tree, name));

  const [english, madeUp] = [join(root, 'web/locales/en'), join(tree, 'web/locales', MADE_UP)];
  await mkdir(madeUp);
  for (const name of await readdir(english)) {
    const texts = JSON.parse(await readFile(join(english, name), 'utf8'));
    await writeFile(join(madeUp, name), JSON.stringify(bracketed(texts)));
  }
  await writeFile(join(madeUp, 'locale.json'), JSON.stringify({ name: '⟦Made up⟧', openweathermap: 'ar' }));
  const { buildAssets }: typeof import('../web/build.ts') = await import(
    pathToFileURL(join(tree, 'web/build.ts')).href
  );
  await buildAssets();
  return tree;
}

const forms = new Intl.PluralRules(MADE_UP).resolvedOptions().pluralCategories;

function bracketed(texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]): [string, string | Texts][] => {
      if (typeof text !== 'string') return [[key, bracketed(text)]];
      const [, counted] = /^(.+)_other$/.exec(key) ?? [];
      if (/_one$/.test(key)) return [];
      return counted
        ? forms.map((form): [string, string] => [`${counted}_${form}`, `⟦${text}⟧`])
        : [[key, `⟦${text}⟧`]];
    }),
  );
}

/**
 * Finds words that are not of the made-up locale: Latin or Cyrillic letters outside of brackets, in the texts and the spoken
 * attributes of a page. Code, and elements whose `lang` is another one, are left out.
 *
 * @param data matches texts of people, which a page shows as they are
 */
export function leftOver(html: string, data = /$^/): string[] {
  const readable = html
    .replace(/<(script|style|code|pre)\b.*?<\/\1>/gs, ' ')
    .replace(new RegExp(`<(\\w+)(?=[^>]*\\slang="(?!${MADE_UP}"))[^>]*>.*?</\\1>`, 'gs'), ' ')
    .replace(/<[^>]*>/g, (tag) =>
      [...tag.matchAll(/\s(?:title|alt|placeholder|aria-label|label)="([^"]*)"/g)]
        .map(([, text]) => `\n${text}\n`)
        .join(''),
    );
  return [...outsideBrackets(readable, data).matchAll(/[\p{Script=Latin}\p{Script=Cyrillic}]{2,}/gu)].map(
    ([word]) => word,
  );
}

/** Removes bracketed texts, the innermost first: one text may contain another. */
function outsideBrackets(text: string, data: RegExp): string {
  let left = text
    .replace(/&#?\w+;/g, ' ')
    .replace(/[\w.+-]*@[\w.-]+|https?:[^\s⟧]+|[0-9a-f]{8}-[0-9a-f-]{27}|\bUTC\b/g, ' ')
    .replace(new RegExp(data, `${data.flags}g`), ' ');
  for (let before = ''; before !== left; ) {
    before = left;
    left = left.replace(/⟦[^⟦⟧]*⟧/g, ' ');
  }
  return left;
}
