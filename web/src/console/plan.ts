import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Command, Values } from './command.ts';
import { commands } from './commands.ts';
import { helpFor, overview } from './terminal/help.ts';

/** What is to be done with the words of a command line: a command, or something to say at once. */
export type Plan =
  | { kind: 'run'; command: Command; values: Values }
  | { kind: 'help'; text: string }
  | { kind: 'misuse'; text: string };

/**
 * Reads a command line; nothing is opened for it.
 *
 * @param words what follows the program's name
 * @param interactive whether somebody is there to be asked for what is missing
 */
export function plan(words: string[], interactive: boolean): Plan {
  const [name, ...rest] = words;
  if (name === undefined) return { kind: 'misuse', text: overview() };
  if (name === '--help' || name === '-h' || name === 'help') return { kind: 'help', text: overview() };
  const command = commands.find((each) => each.name === name);
  if (!command) return { kind: 'misuse', text: `There is no such command.\n\n${overview()}` };
  const misuse = (text: string): Plan => ({
    kind: 'misuse',
    text: `${name}: ${text}\nSee ${name} --help.`,
  });

  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  for (const [option, { value }] of Object.entries(command.options))
    options[option] = { type: value ? 'string' : 'boolean' };
  const { argument } = command;
  let values: Values;
  let positionals: string[];
  try {
    const parsed = parseArgs({ args: rest, options, strict: true, allowPositionals: Boolean(argument) });
    values = parsed.values as Values;
    positionals = parsed.positionals;
  } catch (error) {
    return misuse((error as Error).message);
  }
  if (values.help) return { kind: 'help', text: helpFor(command) };
  if (argument) {
    if (positionals.length !== 1) return misuse(`takes one ${argument.name.toUpperCase()}`);
    values[argument.name] = positionals[0];
  }
  const wrong = command.check?.(values, interactive);
  return wrong ? misuse(wrong) : { kind: 'run', command, values };
}
