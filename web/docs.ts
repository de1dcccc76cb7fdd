import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { errorCatalogue } from './src/http/api/error-catalogue.ts';

export const ERRORS_FILE = fileURLToPath(new URL('../docs/errors.md', import.meta.url));

/** @returns the text of docs/errors.md */
export function errorsMarkdown(): string {
  const [en, ru] = [errorCatalogue('en'), errorCatalogue('ru')];
  const errors = en.errors.map(({ code, statuses, title, detail }, at) => {
    const other = ru.errors[at];
    return [
      `\`${code}\``,
      statuses.join(', '),
      `**${title}.** ${detail}`,
      `**${other?.title}.** ${other?.detail}`,
    ];
  });
  const rules = Object.entries(en.rules).map(([rule, text]) => [`\`${rule}\``, text, ru.rules[rule]]);
  return `<!-- Made by \`npm run docs\` from web/src/errors.ts and web/locales: change those. -->
# Errors

Failures are problem documents (RFC 9457, \`application/problem+json\`): \`{type, title, status, detail, code, fields?}\`. Programs
go by \`code\`, which stays. \`title\` and \`detail\` are for people, in the language of \`Accept-Language\`. \`type\` is the address
of this list on the instance itself: \`/docs/errors#login_taken\`.

${table(['code', 'status', 'English', 'Russian'], errors)}

## Rules of fields

Where \`code\` is \`invalid_fields\`, and where a name is taken, \`fields\` says which rule which field breaks:
\`{"password": "password_too_short"}\`.

${table(['rule', 'English', 'Russian'], rules)}
`;
}

function table(heads: string[], rows: unknown[][]): string {
  const line = (cells: unknown[]) => `| ${cells.join(' | ').replaceAll('\n', ' ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.main) await writeFile(ERRORS_FILE, errorsMarkdown());
