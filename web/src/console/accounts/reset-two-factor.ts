import { allPublished } from '../../chat-notifier/index.ts';
import type { Command } from '../command.ts';
import { checkPasswordSource, passwordStdin, takePassword } from './password.ts';
import { checkPerson, findPerson, personOptions, warnUnlessPublished } from './person.ts';

/** For who has lost the phone and the recovery codes; and with a new password, for who has lost everything. */
export const resetTwoFactor: Command = {
  name: 'reset-two-factor',
  summary: 'let somebody sign in with the password alone who has lost their second factor',
  details:
    'It stands in their sign-in history. Whoever has administrative rights sets up a new app before using them.',
  options: {
    ...personOptions,
    'new-password': { about: 'ask for a new password, too: for who has lost everything' },
    'password-stdin': passwordStdin,
  },
  check: (values, interactive) =>
    checkPerson(values) ?? (values['new-password'] ? checkPasswordSource(values, interactive) : undefined),
  async run(values, terminal, services) {
    const person = await findPerson(values, services);
    const wantsPassword = values['new-password'] || values['password-stdin'];
    const password = wantsPassword ? await takePassword(values, terminal, person) : undefined;
    const { wasOn, chat } = await services.resetTwoFactor(person);
    const outcomes = [chat];
    if (password) outcomes.push((await services.people.setPassword(person, password)).chat);
    warnUnlessPublished(allPublished(outcomes), terminal);
    terminal.out(
      wasOn
        ? `${person.email} signs in with the password alone now.`
        : `${person.email} has no second factor; nothing of it was changed.`,
    );
    if (password) terminal.out(`${person.email} has a new password.`);
    if (person.disabledAt) terminal.err('The account is disabled: enable-user lets them in again.');
  },
};
