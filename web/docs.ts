import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { errorCatalogue } from './src/http/api/error-catalogue.ts';
import { LOCALES } from './src/locales/locales.ts';

export const ERRORS_FILE = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

/** @returns the text of docs/errors.md */
export function errorsMarkdown(): string {
  const locales = LOCALES.toSorted();
  const catalogues = locales.map(errorCatalogue);
  const names = locales.map(
    (locale) => new Intl.DisplayNames('en', { type: 'language' }).of(locale) ?? locale,
  );
  const errors = (catalogues[0]?.errors ?? []).map(({ code, statuses }, at) => [
    `\`${code}\``,
    statuses.join(', '),
    ...catalogues.map(({ errors }) => `**${errors[at]?.title}.** ${errors[at]?.detail}`),
  ]);
  const rules = Object.keys(catalogues[0]?.rules ?? {}).map((rule) => [
    `\`${rule}\``,
    ...catalogues.map(({ rules }) => rules[rule]),
  ]);
  return `<!-- Made by \`npm run docs\` from web/src/errors.ts and web/locales: change those. -->
# Errors

Failures are problem documents (RFC 9457, \`application/problem+json\`): \`{type, title, status, detail, code, fields?}\`. Programs
go by \`code\`, which stays. \`title\` and \`detail\` are for people, in the language of \`Accept-Language\`. \`type\` is the address
of this list on the instance itself: \`/docs/errors#login_taken\`.

${table(['code', 'status', ...names], errors)}

## Rules of fields

Where \`code\` is \`invalid_fields\`, and where a name is taken, \`fields\` says which rule which field breaks:
\`{"password": "password_too_short"}\`.

${table(['rule', ...names], rules)}
`;
}

function table(heads: string[], rows: unknown[][]): string {
  const line = (cells: unknown[]) => `| ${cells.join(' | ').replaceAll('\n', ' ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.main) await writeFile(ERRORS_FILE, errorsMarkdown());
