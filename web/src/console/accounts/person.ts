import type { ChangeOutcome } from '../../chat-notifier/index.ts';
import type { ManagedAccount } from '../../people/index.ts';
import { type Option, type Services, textOf, type Values } from '../command.ts';
import { Failure } from '../failure.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The options that say whom a command is about. */
export const personOptions: Record<string, Option> = {
  email: { value: 'E-MAIL', about: 'of the person' },
  login: { value: 'LOGIN', about: 'of the person, instead of the e-mail' },
};

export function checkPerson({ email, login }: Values): string | undefined {
  const given = [email, login].filter((name) => textOf(name)?.trim());
  return given.length === 1 ? undefined : 'say who it is: either --email or --login';
}

/** @throws Failure when there is nobody of that name */
export async function findPerson({ email, login }: Values, { people }: Services): Promise<ManagedAccount> {
  const [by, name] = email ? (['email', textOf(email)] as const) : (['login', textOf(login)] as const);
  const person = await people.find(by, (name ?? '').trim());
  if (!person) throw new Failure(`There is no account with this ${by === 'email' ? 'e-mail' : 'login'}.`);
  return person;
}

export function warnUnlessPublished({ chat }: ChangeOutcome, terminal: Terminal): void {
  if (chat === 'published') return;
  terminal.err('Chat could not be told: open chat connections end within 10 minutes.');
}
