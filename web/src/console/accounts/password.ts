import { checkAccount } from '../../people/index.ts';
import type { Option, Values } from '../command.ts';
import { Failure } from '../failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { ruleText } from '../terminal/texts.ts';

export const passwordStdin: Option = { about: 'take the password from standard input, its first line' };

/** Without a person and without a pipe there is nowhere to take a password from; on the command line others see it. */
export function checkPasswordSource(values: Values, interactive: boolean): string | undefined {
  if (interactive || values['password-stdin']) return undefined;
  return 'nobody is there to ask for the password: give it with --password-stdin';
}

/**
 * Takes a new password from standard input or asks for it, hidden and twice; who is asked may try again.
 *
 * @param of whose it becomes: it must not hold what everybody knows of them
 * @throws Failure when the one from standard input breaks a rule
 */
export async function takePassword(
  values: Values,
  terminal: Terminal,
  of: { email: string; login?: string | null },
): Promise<string> {
  const problem = (password: string) => {
    const { password: rule } = checkAccount({ email: of.email, login: of.login ?? undefined, password });
    return rule && ruleText(rule);
  };
  if (values['password-stdin']) {
    const password = await terminal.readLine();
    const wrong = problem(password);
    if (wrong) throw new Failure(wrong);
    return password;
  }
  for (;;) {
    const password = await terminal.ask('Password:', true);
    const wrong = problem(password);
    if (wrong) terminal.err(wrong);
    else if ((await terminal.ask('Once more:', true)) === password) return password;
    else terminal.err('The two are not the same.');
  }
}
