import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type postgres from 'postgres';
import type { Table } from './rows.ts';

/** Lines are handed over in lumps: a write for each of them would take longer than making it. */
const LUMP = 500;

/**
 * Fills the tables by COPY. Their indexes and references are put off meanwhile and made again from what the database says
 * of them: an index that is built once takes a fraction of one that follows every row. All in one transaction, so that a
 * failure leaves nothing behind; until it ends, nobody else can read these tables.
 *
 * @param report is told how far it has come
 */
export async function load(db: postgres.Sql, tables: Table[], report: (step: string) => void): Promise<void> {
  const names = tables.map(({ name }) => name);
  await db.begin(async (tx) => {
    await tx`set local maintenance_work_mem = '512MB'`;
    await tx`set local statement_timeout = 0`;
    const references = await tx<{ drop: string; add: string }[]>`
      select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
        format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as add
      from pg_constraint where contype = 'f' and conrelid::regclass::text = any(${names})`;
    const indexes = await tx<{ name: string; drop: string; add: string }[]>`
      select indexrelid::regclass::text as name, format('drop index %s', indexrelid::regclass) as drop,
        pg_get_indexdef(indexrelid) as add
      from pg_index where not indisprimary and indrelid::regclass::text = any(${names})`;
    for (const { drop } of [...references, ...indexes]) await tx.unsafe(drop);
    for (const table of tables) {
      const copy = await tx.unsafe(`copy ${table.name} (${table.columns}) from stdin`).writable();
      await pipeline(Readable.from(lumps(table, report)), copy);
    }
    for (const { name, add } of indexes) {
      report(`index ${name}`);
      await tx.unsafe(add);
    }
    report('references');
    for (const { add } of references) await tx.unsafe(add);
  });
  report('statistics');
  for (const name of names) await db.unsafe(`vacuum (analyze) ${name}`);
}

function* lumps({ name, lines, count }: Table, report: (step: string) => void): Generator<string> {
  let lump = '';
  let done = 0;
  for (const line of lines) {
    lump += line;
    done += 1;
    if (done % LUMP === 0) {
      yield lump;
      lump = '';
    }
    if (done % 100_000 === 0) report(`${name}: ${done} of ${count}`);
  }
  if (lump) yield lump;
}
