import type { Command } from '../command.ts';
import { commands } from '../commands.ts';

const indent = (rows: [string, string][]) => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
};

export function overview(): string {
  return [
    'Lantern’s console: what is done from the machine that Lantern runs on.',
    '',
    'Usage: npm run lantern -- COMMAND [OPTIONS]',
    '       docker compose exec web node web/src/cli.ts COMMAND [OPTIONS]',
    '',
    indent(commands.map(({ name, summary }) => [name, summary])),
    '',
    'COMMAND --help tells about one. Exit code: 0 done, 1 not done, 2 not understood.',
  ].join('\n');
}

export function helpFor({ name, summary, details, argument, options }: Command): string {
  const usage = argument ? `${name} ${argument.name.toUpperCase()}` : name;
  const given: [string, string][] = argument ? [[argument.name.toUpperCase(), argument.about]] : [];
  const rows = Object.entries(options).map(([option, { value, about }]): [string, string] => [
    `--${option}${value ? ` ${value}` : ''}`,
    about,
  ]);
  return [
    `${name}: ${summary}.`,
    ...(details ? [details] : []),
    '',
    `Usage: ${usage}${rows.length > 0 ? ' [OPTIONS]' : ''}`,
    '',
    indent([...given, ...rows, ['--help', 'this text']]),
  ].join('\n');
}
