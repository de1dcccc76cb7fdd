import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openEmbedded, openWithoutMigrating } from '../embedded.ts';
import { BackupError } from './format.ts';
import { readBackup } from './read.ts';
import { restoreBackup } from './restore.ts';
import { writeBackup } from './write.ts';

const SECRET = 'a secret of the tests alone, 32 bytes and more';
const here = await openEmbedded();
after(here.close);
await here.query(
  "insert into users (id, email) select gen_random_uuid(), 'anna' || n || '@example.org' from generate_series(1, 3000) n",
);
await here.query('insert into user_service (user_id) select id from users limit 1');
const pieces: Uint8Array[] = [];
await writeBackup(here.inTransaction, SECRET, async (bytes) => void pieces.push(bytes));
const good = Buffer.concat(pieces);
const lines = gunzipSync(good).toString();

const folder = await mkdtemp(join(tmpdir(), 'lantern-'));
const empty = await openWithoutMigrating(join(folder, 'pglite'));
after(async () => {
  await empty.close();
  await rm(folder, { recursive: true });
});

/** Restores what comes in pieces, and gives it up; says why it was refused, or how many rows it had. */
async function restored(...bytes: Buffer[]): Promise<string | number> {
  const keepsNothing = new Error('given up');
  let rows = 0;
  try {
    const file = async function* () {
      yield* bytes;
    };
    const backup = await readBackup(file());
    await empty.inTransaction('write', async (session) => {
      rows = (await restoreBackup(session, backup)).rows;
      throw keepsNothing;
    });
  } catch (error) {
    if (error instanceof BackupError) return error.message;
    if (error !== keepsNothing) throw error;
  }
  return rows;
}
const packed = (text: string) => gzipSync(text);

test('a backup is restored in whatever pieces it comes', async () => {
  assert.equal(await restored(good), 3001);
  const bytes = Array.from(good.subarray(0, 50), (byte) => Buffer.of(byte));
  assert.equal(await restored(...bytes, good.subarray(50)), 3001);
});

const BROKEN: [name: string, bytes: Buffer, says: RegExp][] = [
  ['empty', Buffer.alloc(0), /^This is not a backup of Lantern\.$/],
  ['a text', Buffer.from('-- PostgreSQL database dump'), /^This is not a backup/],
  ['another gzip', packed('hello\n'), /^This is not a backup/],
  ['of a newer format', packed(lines.replace('backup",1', 'backup",2')), /^A newer Lantern wrote/],
  [
    'of newer tables',
    packed(lines.replace(/"at":\d+/, '"at":9000000000000')),
    /^Lantern 0\.1\.0 wrote this backup, with tables that this version does not know \(\d{4}_\w+\): restore it with that version\.$/,
  ],
  ['cut in its bytes', good.subarray(0, good.length - 9), /^The backup is cut/],
  ['cut in its lines', packed(lines.slice(0, lines.lastIndexOf('["end",'))), /^The backup is cut/],
  ['with a changed secret', packed(lines.replace(/"secret","./, '"secret","!')), /its checksum is wrong/],
  ['with a changed row', packed(lines.replace('anna7@', 'nna7@')), /the table users is not whole/],
  [
    'with a lost table',
    packed(lines.replace(/^\["(end of )?table","rooms".*\n/gm, '')),
    /checksum is wrong|rooms is missing/,
  ],
  ['with text behind its end', packed(`${lines}["more"]\n`), /it goes on after its end/],
  [
    'with a foreign table',
    packed(lines.replaceAll('"rooms"', '"pg_class"')),
    /a table pg_class that does not belong/,
  ],
  [
    'with other columns',
    packed(lines.replace('["id","email"', '["id","mail"')),
    /the table users has other columns/,
  ],
  [
    'with a line without end',
    packed(`${lines.slice(0, lines.indexOf('\n') + 1)}${'{'.repeat(65 * 2 ** 20)}`),
    /a line has no end/,
  ],
];

test('a backup that is cut, changed, or none at all is refused with its reason, and leaves no table (row 64)', async () => {
  for (const [name, bytes, says] of BROKEN) {
    assert.match(String(await restored(bytes)), says, name);
    const { rows } = await empty.query("select from pg_tables where schemaname in ('public', 'drizzle')");
    assert.equal(rows.length, 0, name);
  }
});

test('a backup whose checksums were made to fit is held to what the tables take (row 64)', async () => {
  const changed = lines.replace('"email":"anna7@example.org"', '"email":null');
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const users = /^\["table","users".*\n([^[]*)/m.exec(changed)?.[1] ?? '';
  const whole = changed
    .replace(/(?<=^\["end of table","users",3000,")\w+/m, sha256(users))
    .replace(/^\["end",.*\n/m, '');
  assert.match(
    String(await restored(packed(`${whole}["end","${sha256(whole)}"]\n`))),
    /damaged or was changed: table users, rows from 1 to 1000 \(SQLSTATE 23502\)/,
  );
});

/** A backup with other lines, whose checksums fit. */
function forged(change: (lines: string) => string): Buffer {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const tables = change(lines)
    .replace(/^\["end",.*\n/m, '')
    .replace(
      /^(\["table","(\w+)".*\n)((?:\{.*\n)*)\["end of table".*$/gm,
      (_all, begin: string, name: string, rows: string) =>
        `${begin}${rows}${JSON.stringify(['end of table', name, rows.split('\n').length - 1, sha256(rows)])}`,
    );
  return packed(`${tables}["end","${sha256(tables)}"]\n`);
}
const usersTable = /^\["table","users".*\n[^[]*\["end of table".*\n/m.exec(lines)?.[0] ?? '';
const FORGED: [name: string, change: (lines: string) => string, says: RegExp][] = [
  ['nothing', (text) => text, /^3001$/],
  [
    'the same table twice in a row',
    (text) => text.replace(usersTable, `${usersTable}["table","users",["id","email"]]\n["end of table"]\n`),
    /a table users that does not belong there/,
  ],
  [
    'columns that the second part of a table alone has',
    (text) =>
      text.replace(
        usersTable,
        `${usersTable}["table","users",["no_such_column"]]\n{"a":1}\n["end of table"]\n`,
      ),
    /a table users that does not belong there/,
  ],
  [
    'a counter that has no next number',
    (text) => text.replace(/"sign_in_epoch":0/, '"sign_in_epoch":2147483647'),
    /damaged or was changed: what the tables hold together \(SQLSTATE 22003\)/,
  ],
];

test('a forged backup is refused with its reason (row 64)', async () => {
  for (const [name, change, says] of FORGED) assert.match(String(await restored(forged(change))), says, name);
});
