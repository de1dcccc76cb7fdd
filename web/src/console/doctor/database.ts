import { StartError } from '@lantern/service/lifecycle';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';
import type { DatabaseOfInstance, ExaminedDatabase } from './instance.ts';
import type { DatabaseState } from './repository.ts';
import { codeOf, trouble } from './trouble.ts';

const OLDEST = 13;

/** By SQLSTATE (https://www.postgresql.org/docs/17/errcodes-appendix.html). */
const REFUSALS: Record<string, string> = {
  '28P01':
    'refuses the user or the password: correct DATABASE_URL (@, : and / in a password are written percent-encoded)',
  '28000': 'refuses the user: correct DATABASE_URL, or pg_hba.conf of the server',
  '3D000':
    'has no database of this name: create it, owned by the user of DATABASE_URL, or correct DATABASE_URL',
  '42501': 'does not let this user read: the user of DATABASE_URL has to own the database',
};

/**
 * Whether the database answers, and is one that Lantern can use.
 *
 * @param database absent: the configuration does not tell where it is
 * @param opening resolves to undefined when there is none yet
 */
export const databaseCheck = (
  database: DatabaseOfInstance | undefined,
  opening: Promise<ExaminedDatabase | undefined>,
): Check => ({
  name: 'database',
  async *findings() {
    if (!database) return yield warning('not looked at: where it is comes first');
    const { place, remedy } = database;
    try {
      const opened = await opening;
      if (!opened) return yield ok(`there is none yet: the first start makes it`);
      yield* judged(await opened.state(), place);
      if ((await opened.secretFits()) === false)
        yield wrong('LANTERN_SECRET is not the one this database was made with: give that one back');
    } catch (error) {
      if (error instanceof StartError) return yield wrong(error.message);
      const refusal = REFUSALS[codeOf(error)];
      yield wrong(refusal ? `${place} ${refusal}` : `${trouble(error, place)}. ${remedy}`);
    }
  },
});

function* judged(state: DatabaseState, place: string): Generator<Finding> {
  const { version, major, encoding, trigrams, applied, pending, newer } = state;
  if (major < OLDEST) yield wrong(`PostgreSQL ${version} is too old: ${OLDEST} or newer is needed`);
  else yield ok(`PostgreSQL ${version}, ${place}`);
  if (encoding !== 'UTF8') yield wrong(`its encoding is ${encoding}: make it anew with ENCODING 'UTF8'`);

  if (trigrams === 'there') yield ok('pg_trgm is there');
  else if (trigrams === 'absent')
    yield wrong('pg_trgm is not on the server: install it (Debian: postgresql-contrib)');
  else if (applied > 0) yield wrong('pg_trgm is missing: let its owner run CREATE EXTENSION pg_trgm');

  if (newer > 0) yield wrong('a newer Lantern has changed it: run that version, or put a backup back');
  else if (applied === 0) yield ok('it is empty: the first start makes the tables');
  else if (pending > 0)
    yield warning(`${pending} of ${applied + pending} migrations are not applied: the next start does it`);
  else yield ok(`all ${applied} migrations are applied`);
}
