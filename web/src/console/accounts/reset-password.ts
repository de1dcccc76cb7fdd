import type { Command } from '../command.ts';
import { checkPasswordSource, passwordStdin, takePassword } from './password.ts';
import { checkPerson, findPerson, personOptions, warnUnlessPublished } from './person.ts';

/** For who has forgotten the password. */
export const resetPassword: Command = {
  name: 'reset-password',
  summary: 'give somebody a new password',
  options: { ...personOptions, 'password-stdin': passwordStdin },
  check: (values, interactive) => checkPerson(values) ?? checkPasswordSource(values, interactive),
  async run(values, terminal, services) {
    const person = await findPerson(values, services);
    const password = await takePassword(values, terminal, person);
    warnUnlessPublished(await services.people.setPassword(person, password), terminal);
    terminal.out(`${person.email} has a new password.`);
    if (person.disabledAt) terminal.err('The account is disabled: enable-user lets them in again.');
  },
};
