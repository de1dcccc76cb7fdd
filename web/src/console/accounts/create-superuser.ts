import { checkAccount, type ManagedAccount } from '../../people/index.ts';
import { type Command, type Services, textOf, type Values } from '../command.ts';
import { Failure } from '../failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { ruleText } from '../terminal/texts.ts';
import { checkPasswordSource, passwordStdin, takePassword } from './password.ts';

/** Makes the first administrator, or one of somebody who has an account. */
export const createSuperuser: Command = {
  name: 'create-superuser',
  summary: 'make an account that may do everything, or give an account that right',
  details: `Asks for what is not given. Who has an account already keeps their password and becomes a superuser once you agree.`,
  options: {
    email: { value: 'E-MAIL', about: 'of the superuser' },
    'password-stdin': passwordStdin,
    yes: { about: 'do not ask whether an existing account shall become a superuser' },
  },
  check(values, interactive) {
    if (!interactive && !values.email) return 'nobody is there to ask for the e-mail: give --email';
    return values.yes ? undefined : checkPasswordSource(values, interactive);
  },
  async run(values, terminal, services) {
    const email = await takeEmail(values, terminal);
    const known = await services.people.find('email', email);
    if (known) return promote(known, values, { terminal, people: services.people });
    const missing = checkPasswordSource(values, terminal.interactive);
    if (missing) throw new Failure(`There is no account with this e-mail, and ${missing}.`);
    await services.people.createSuperuser(email, await takePassword(values, terminal, { email }));
    terminal.out(`${email} is a superuser now and can sign in.`);
  },
};

async function takeEmail(values: Values, terminal: Terminal): Promise<string> {
  const problem = (email: string) => {
    const rule = checkAccount({ email, password: '' }).email;
    return rule && ruleText(rule);
  };
  const given = textOf(values.email);
  if (given !== undefined) {
    const wrong = problem(given);
    if (wrong) throw new Failure(`${wrong}.`);
    return given.trim();
  }
  for (;;) {
    const email = await terminal.ask('E-mail:');
    const wrong = problem(email);
    if (!wrong) return email.trim();
    terminal.err(wrong);
  }
}

type With = { terminal: Terminal; people: Services['people'] };

async function promote(person: ManagedAccount, values: Values, { terminal, people }: With) {
  const { email, isSuperuser, disabledAt } = person;
  if (!isSuperuser && !values.yes) await agree(email, terminal);
  if (!isSuperuser) await people.makeSuperuser(person);
  terminal.out(`${email} is a superuser ${isSuperuser ? 'already' : 'now'}; the password stays what it was.`);
  if (disabledAt) terminal.err('The account is disabled: enable-user lets them in again.');
}

async function agree(email: string, terminal: Terminal): Promise<void> {
  if (!terminal.interactive) throw new Failure(`${email} has an account: --yes makes it a superuser.`);
  const answer = await terminal.ask(`${email} has an account. Make it a superuser? [y/N]`);
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('Nothing was changed.');
}
