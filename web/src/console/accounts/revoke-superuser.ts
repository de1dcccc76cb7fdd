import type { Command } from '../command.ts';
import { checkPerson, findPerson, personOptions, warnUnlessPublished } from './person.ts';

export const revokeSuperuser: Command = {
  name: 'revoke-superuser',
  summary: 'take the right to everything away from a superuser',
  details:
    'The account stays, with the rights that its roles give. The last superuser who can sign in stays one.',
  options: personOptions,
  check: checkPerson,
  async run(values, terminal, services) {
    const person = await findPerson(values, services);
    if (!person.isSuperuser) return terminal.out(`${person.email} is no superuser.`);
    warnUnlessPublished(await services.people.revokeSuperuser(person), terminal);
    terminal.out(`${person.email} is no superuser any more.`);
  },
};
