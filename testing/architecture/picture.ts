import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../checkout.ts';
import { type Import, productionImports } from './imports.ts';

export const ARCHITECTURE_FILE = join(root, 'docs/architecture.md');

/** Folders of web that every feature uses, and those that use every feature: their lines would hide the others. */
const EVERYWHERE = [
  'chat-notifier',
  'console',
  'crypto',
  'http',
  'limits',
  'locales',
  'shared-state',
  'text',
  'website',
];

const packageOf = (path: string) =>
  /^@lantern\/(\w+)/.exec(path)?.[1] ?? /^(chat|db|service|standalone|web)\//.exec(path)?.[1];
const chatFolderOf = (path: string) => /^chat\/src\/([^/]+)\//.exec(path)?.[1];
function featureOf(path: string): string | undefined {
  const folder = /^web\/src\/([^/]+)\//.exec(path)?.[1];
  return folder && EVERYWHERE.includes(folder) ? undefined : folder;
}

/** @returns a Mermaid picture: an arrow leads from what imports to what is imported */
function picture(imports: Import[], partOf: (path: string) => string | undefined): string {
  const arrows = new Set<string>();
  for (const { file, target } of imports) {
    const [from, to] = [partOf(file), partOf(target)];
    if (from && to && from !== to) arrows.add(`  ${from} --> ${to}`);
  }
  return ['```mermaid', 'graph TD', ...[...arrows].sort(), '```'].join('\n');
}

/** @returns the text of docs/architecture.md */
export function architectureMarkdown(): string {
  const imports = productionImports();
  return `<!-- Made by \`npm run docs\` from the imports of the code: change those. -->
# Architecture

An arrow leads from what imports to what is imported, types included. [The glossary](glossary.md) says what the parts are.

## Packages

${picture(imports, packageOf)}

## Folders of chat

${picture(imports, chatFolderOf)}

## Features of web

A feature is imported through its \`index.ts\`. Left out is what every feature uses (\`http\`, \`limits\`, \`locales\`, \`text\`, \`crypto\`,
\`shared-state\`, \`chat-notifier\`), and what uses every feature: \`website\`, which puts them together, and \`console\`.

${picture(imports, featureOf)}
`;
}

if (import.meta.main) await writeFile(ARCHITECTURE_FILE, architectureMarkdown());
