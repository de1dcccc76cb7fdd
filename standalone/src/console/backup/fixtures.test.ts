import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { openWithoutMigrating } from '@lantern/db/embedded';
import { runProgram } from '../../../../web/testing/console.ts';
import { Program } from '../../../../web/testing/people/program.ts';
import { contentOf } from '../../../testing/every-table.ts';
import { fixtureOf, schemas } from '../../../testing/fixtures/fixtures.ts';
import { dataFolder, start, stop } from '../../../testing/instance.ts';
import { databaseIn } from '../../data-folder.ts';

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const folder = await dataFolder();

test('there is a fixture of each schema, which its own version wrote', () => {
  assert.ok(schemas().length > 0);
  assert.deepEqual(
    schemas().filter((schema) => !existsSync(fixtureOf(schema))),
    [],
    'write one before the migration is changed again: npm run fixture',
  );
});

for (const schema of schemas())
  test(`a backup of the schema ${schema} opens with the newest code`, async () => {
    const data = join(folder, schema);
    const restored = await runProgram(cli, ['restore', fixtureOf(schema)], { DATA_DIR: data });
    assert.equal(restored.code, 0, restored.err);
    const instance = await start(data);
    const anna = new Program(instance.url);
    assert.equal((await anna.signIn('anna')).status, 200);
    assert.equal((await anna.get('/rooms?q=harbour')).body.items[0].name, 'Harbour office');
    await stop(instance);
    const connection = await openWithoutMigrating(databaseIn(data));
    const content = await contentOf(connection.query).finally(connection.close);
    for (const table of tablesIn(fixtureOf(schema)).filter((name) => name in content))
      assert.ok(content[table]?.length, `${table} is empty`);
  });

/** The names of the tables that a backup holds. */
function tablesIn(file: string): string[] {
  const lines = gunzipSync(readFileSync(file)).toString();
  return [...lines.matchAll(/^\["table","(\w+)"/gm)].map(([, name]) => String(name));
}
