import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { runOn } from '../../testing/console.ts';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const boris = site.program();
await site.program().register('anna');
await boris.register('boris');
await boris.signIn('boris');

const folder = await mkdtemp(join(tmpdir(), 'lantern-'));
after(() => rm(folder, { recursive: true }));

async function given(films: object[], file = 'films.jsonl') {
  await writeFile(join(folder, file), films.map((film) => JSON.stringify(film)).join('\n'));
  return runOn(site, ['import-films', file, '--owner', people.anna.email], folder);
}

async function rooms() {
  const { rows } = await site.connection.query('select id, name, external_id from rooms order by id');
  return [...rows] as { id: string; name: string; external_id: string | null }[];
}
const nameOf = async (id: string) => (await rooms()).find(({ external_id }) => external_id === id)?.name;
const clear = () => site.connection.query('delete from rooms');

test('films with one title get the year, then a number, also beside rooms of members', async () => {
  await clear();
  assert.equal((await boris.post('/rooms', { name: 'СОЛЯРИС' })).status, 201);
  const films = [
    { external_id: '1', title: 'Солярис', year: 1972 },
    { external_id: '2', title: 'Солярис', year: 2002 },
    { external_id: '3', title: 'солярис', year: 2002 },
    { external_id: '4', title: 'Солярис' },
    { external_id: '5', title: 'Солярис (3)' },
    { external_id: '6', title: 'Солярис' },
  ];
  await given(films);
  const names = [
    'Солярис (1972)',
    'Солярис (2002)',
    'солярис (2)',
    'Солярис (4)',
    'Солярис (3)',
    'Солярис (5)',
  ];
  for (const [at, { external_id }] of films.entries()) assert.equal(await nameOf(external_id), names[at]);

  await site.connection.query(`delete from rooms where name = 'СОЛЯРИС'`);
  const again = await given(films.toReversed());
  assert.match(
    again.out,
    /0 rooms made, 0 changed, 6 left/,
    'a better name that is free is no reason to change',
  );
});

test('two imports and new rooms at the same time do not disturb each other', async () => {
  await clear();
  const lines = Array.from({ length: 1500 }, (_, at) => ({
    external_id: `${at}`,
    title: `Film ${at % 900}`,
    year: 2000,
  }));
  const making = Array.from({ length: 20 }, (_, at) => boris.post('/rooms', { name: `Film ${at * 45}` }));
  const outcomes = await Promise.all([given(lines), given(lines.toReversed(), 'other.jsonl'), ...making]);
  assert.deepEqual(
    outcomes.slice(0, 2).map((outcome) => 'code' in outcome && outcome.code),
    [0, 0],
  );
  const all = await rooms();
  assert.equal(all.filter(({ external_id }) => external_id !== null).length, 1500);
  assert.match((await given(lines)).out, /0 rooms made, 0 changed, 1,500 left/);
});

test('for any films, room names are unique, follow the order and are the same after each run', async () => {
  const title = fc.constantFrom(
    'Solaris',
    'SOLARIS',
    'Solaris (2)',
    'Solaris (2002)',
    'Солярис',
    'x'.repeat(95),
    'x'.repeat(105),
  );
  const film = fc.record({
    external_id: fc.stringMatching(/^[a-j]$/),
    title,
    year: fc.constantFrom(undefined, 1972, 2002),
  });
  const films = fc.uniqueArray(film, { selector: ({ external_id }) => external_id, maxLength: 10 });
  const property = fc.asyncProperty(films, films, async (before, now) => {
    await clear();
    await given(before);
    await given(now);
    const once = await rooms();
    const ids = new Set([...before, ...now].map(({ external_id }) => external_id));
    assert.equal(once.length, ids.size);
    for (const { name } of once) assert.ok([...name].length <= 100);
    const { out } = await given(now.toReversed());
    assert.match(out, now.length > 0 ? /: 0 rooms made, 0 changed,/ : /^0 films:/);
    assert.deepEqual(await rooms(), once);
  });
  await fc.assert(property, { numRuns: 25 });
});

test('without two films of one title the order of the lines makes no difference', async () => {
  const films = Array.from({ length: 12 }, (_, at) => ({
    external_id: `${at}`,
    title: `Film № ${at}`,
    year: 1990 + at,
  }));
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(films, { minLength: films.length }), async (shuffled) => {
      await clear();
      await given(shuffled);
      for (const { external_id, title } of films) assert.equal(await nameOf(external_id), title);
    }),
    { numRuns: 5 },
  );
});
