/** Fills a database with people and rooms, for benchmarks. See bench/README.md. */
import { parseArgs } from 'node:util';
import { migrateDatabase } from '@lantern/db';
import postgres from 'postgres';
import { createPasswords } from '../../web/src/accounts/passwords/passwords.ts';
import { readConsoleConfig } from '../../web/src/config.ts';
import { deriveSecrets } from '../../web/src/crypto/secrets.ts';
import { load } from './load.ts';
import { PASSWORD } from './password.ts';
import { tables } from './rows.ts';

const MOST = 10_000_000;

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000' },
    rooms: { type: 'string', default: '1000' },
    add: { type: 'boolean', default: false },
  },
});

function numberOf(name: 'users' | 'rooms', least: number): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least && value <= MOST) return value;
  return end(`--${name} takes a number from ${least} to ${MOST}`);
}

function end(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

const say = (text: string) => process.stderr.write(`${text}\n`);
const [users, rooms] = [numberOf('users', 1), numberOf('rooms', 0)];

const config = (() => {
  try {
    return readConsoleConfig(process.env);
  } catch (error) {
    return end(
      `The database to fill is told by DATABASE_URL, and passwords are hashed with its site's LANTERN_SECRET.\n${(error as Error).message}`,
    );
  }
})();

const started = Date.now();
await migrateDatabase(config.DATABASE_URL);
const db = postgres(config.DATABASE_URL, { max: 1, onnotice: () => {} });
try {
  const [known] = await db`select 1 from users limit 1`;
  if (known && !values.add) end('There are accounts in this database. To add to them all the same: --add');
  say('For benchmarks only: everybody who is added here has one and the same password.');
  const passwords = await createPasswords({ pepper: deriveSecrets(config.LANTERN_SECRET).pepper });
  const passwordHash = await passwords.hash(PASSWORD);
  await passwords.close();

  const now = Date.now();
  const seed = known ? Math.trunc(now / 1000) : 0;
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const filled = tables({ users, rooms, passwordHash, seed, now });
  await load(db, filled, (step) => say(`${String(seconds()).padStart(4)} s  ${step}`));
  const [example] = await db`select email from users order by id desc limit 1`;
  say(`Done in ${seconds()} s: ${users} people and ${rooms} rooms.`);
  say(`Sign in as ${example?.email} or anybody else, with the password: ${PASSWORD}`);
} finally {
  await db.end({ timeout: 5 });
}
