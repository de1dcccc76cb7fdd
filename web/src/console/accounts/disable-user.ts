import type { Command } from '../command.ts';
import { checkPerson, findPerson, personOptions, warnUnlessPublished } from './person.ts';

export const disableUser: Command = {
  name: 'disable-user',
  summary: 'shut somebody out: from their next click on, and out of every room',
  details:
    'Nothing of theirs is deleted; enable-user lets them in again. The last superuser cannot be disabled.',
  options: personOptions,
  check: checkPerson,
  async run(values, terminal, services) {
    const person = await findPerson(values, services);
    if (person.disabledAt) return terminal.out(`${person.email} is disabled already.`);
    warnUnlessPublished(await services.people.disable('console', person.id), terminal);
    terminal.out(`${person.email} is disabled.`);
  },
};
