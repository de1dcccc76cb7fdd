import type { Command } from '../command.ts';
import { checkPerson, findPerson, personOptions } from './person.ts';

export const enableUser: Command = {
  name: 'enable-user',
  summary: 'let somebody in again who was disabled',
  options: personOptions,
  check: checkPerson,
  async run(values, terminal, services) {
    const person = await findPerson(values, services);
    await services.people.enable('console', person.id);
    terminal.out(`${person.email} ${person.disabledAt ? 'may sign in again' : 'is not disabled'}.`);
  },
};
