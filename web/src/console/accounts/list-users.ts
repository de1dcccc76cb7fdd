import type { ManagedAccount } from '../../people/index.ts';
import { type Command, textOf } from '../command.ts';
import { table } from '../terminal/table.ts';

const MOST = 1000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const listUsers: Command = {
  name: 'list-users',
  summary: 'show who has an account, newest first',
  options: {
    search: { value: 'TEXT', about: 'only those whose e-mail, login or name holds the text' },
    limit: { value: 'N', about: `how many, 50 unless told, at most ${MOST}` },
    after: { value: 'ID', about: 'go on after this one, as the end of the page before says' },
    json: { about: 'as JSON, {"items": […], "next": ID or null}' },
  },
  check({ limit = '50', after }) {
    const number = Number(limit);
    if (!(Number.isInteger(number) && number >= 1 && number <= MOST))
      return `--limit takes a number from 1 to ${MOST}`;
    return after === undefined || UUID.test(String(after)) ? undefined : '--after takes an id';
  },
  async run({ search, limit = '50', after, json }, terminal, { people }) {
    const from = textOf(after);
    const page = await people.list({
      search: textOf(search) ?? '',
      limit: Number(limit),
      ...(from && { after: from }),
    });
    if (json) {
      const items = page.items.map(asJson);
      return terminal.out(JSON.stringify({ items, next: page.next ?? null }, null, 2));
    }
    if (page.items.length === 0) return terminal.err('Nobody.');
    terminal.out(table(HEAD, page.items.map(asRow)));
    if (page.next) terminal.err(`There are more: --after ${page.next}`);
  },
};

const HEAD = ['E-MAIL', 'LOGIN', 'NAME', 'SINCE', 'LAST SIGN-IN', 'STATE'];

function asRow(person: ManagedAccount): string[] {
  const { email, login, displayName, firstName, lastName, createdAt, lastSignInAt, isSuperuser, disabledAt } =
    person;
  const name = displayName ?? [firstName, lastName].filter((part) => part !== null).join(' ');
  const state = [isSuperuser && 'superuser', disabledAt && 'disabled'].filter(Boolean).join(', ');
  return [email, login ?? '', name, minute(createdAt), minute(lastSignInAt), state];
}

function minute(at: Date | null): string {
  return at ? `${at.toISOString().slice(0, 16).replace('T', ' ')}Z` : '';
}

function asJson(person: ManagedAccount) {
  return {
    id: person.id,
    email: person.email,
    login: person.login,
    display_name: person.displayName,
    first_name: person.firstName,
    last_name: person.lastName,
    is_superuser: person.isSuperuser,
    created_at: person.createdAt,
    last_sign_in_at: person.lastSignInAt,
    disabled_at: person.disabledAt,
  };
}
