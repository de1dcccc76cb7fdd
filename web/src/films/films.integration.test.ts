import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runOn } from '../../testing/console.ts';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const [anna, boris] = [site.program(), site.program()];
await anna.register('anna');
await anna.signIn('anna');
await boris.register('boris');
await boris.signIn('boris');

const folder = await mkdtemp(join(tmpdir(), 'lantern-'));
after(() => rm(folder, { recursive: true }));

type Fields = Record<string, unknown>;
const OWNER = ['--owner', people.anna.email];
const run = (file: string, ...options: string[]) =>
  runOn(site, ['import-films', file, ...OWNER, ...options], folder);

async function given(films: (Fields | string)[], ...options: string[]) {
  const lines = films.map((film) => (typeof film === 'string' ? film : JSON.stringify(film)));
  await writeFile(join(folder, 'films.jsonl'), lines.join('\n'));
  return run('films.jsonl', ...options);
}
const rejected = async (file = 'films.jsonl.rejected.jsonl') =>
  (await readFile(join(folder, file), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The rooms of films by their external ids, and all others. */
async function rooms() {
  const { rows } = await site.connection.query('select * from rooms order by id');
  return [...rows] as { name: string; external_id: string | null; owner_id: string; search_key: string }[];
}
const nameOf = async (id: string) => (await rooms()).find(({ external_id }) => external_id === id)?.name;
const clear = () => site.connection.query('delete from rooms');

test('each film gets a room that all accounts find; a second import changes nothing', async () => {
  const films = [
    { external_id: 'tt0069293', title: 'Солярис', year: 1972 },
    { external_id: 'tt0079944', title: 'Stalker', year: 1979, restriction_label: '18+' },
  ];
  const made = await given(films);
  const summary = '2 films: 2 rooms made, 0 changed, 0 left as they were.\n';
  assert.deepEqual(made, { code: 0, out: summary, err: '' });
  const { items } = (await anna.get('/rooms?mine=true')).body;
  assert.deepEqual(
    items.map(({ name, restriction, restriction_label }: Fields) => [name, restriction, restriction_label]),
    [
      ['Stalker', 'rooms.enter_restricted', '18+'],
      ['Солярис', null, null],
    ],
  );
  assert.equal((await boris.get('/rooms?q=соляри')).body.items[0].id, items[1].id);
  assert.equal((await boris.post(`/rooms/${items[0].id}/token`)).body.code, 'room_restricted');
  assert.equal((await boris.post(`/rooms/${items[1].id}/token`)).status, 200);

  const before = await rooms();
  assert.equal((await given(films)).out, '2 films: 0 rooms made, 0 changed, 2 left as they were.\n');
  assert.deepEqual(await rooms(), before);
});

test('the example in the docs can be imported completely, and again', async () => {
  await clear();
  const words = ['import-films', 'films.jsonl', ...OWNER];
  const bringIn = () => runOn(site, words, join(import.meta.dirname, '../../../docs/examples'));
  const summary = (films: string) => ({ code: 0, out: `1,000 films: ${films}.\n`, err: '' });
  assert.deepEqual(await bringIn(), summary('1,000 rooms made, 0 changed, 0 left as they were'));
  assert.deepEqual(await bringIn(), summary('0 rooms made, 0 changed, 1,000 left as they were'));
  const names = (await rooms()).map(({ name }) => name);
  for (const name of ['King Kong', 'King Kong (1976)', 'Солярис', 'Солярис (2002)'])
    assert.ok(names.includes(name), name);
});

test('CSV from a spreadsheet gives the same result', async () => {
  await clear();
  await given([{ external_id: 'tt0069293', title: 'Солярис', year: 1972 }]);
  const csv =
    '\uFEFFexternal_id;title;year;restriction_label\r\ntt0069293;"Солярис";1972;\r\ntt1;"Sun; moon";;16+\r\n';
  await writeFile(join(folder, 'films.csv'), csv);
  const { code, out } = await run('films.csv');
  assert.deepEqual([code, out], [0, '2 films: 1 room made, 0 changed, 1 left as they were.\n']);
  assert.equal(await nameOf('tt1'), 'Sun; moon');
});

test('a new title or label changes the room and keeps its id', async () => {
  await clear();
  await given([{ external_id: '1', title: 'Solaris', year: 1972 }]);
  const [before] = await rooms();
  for (const [change, name, label] of [
    [{ title: 'Солярис' }, 'Солярис', null],
    [{ title: 'СОЛЯРИС' }, 'СОЛЯРИС', null],
    [{ title: 'СОЛЯРИС', restriction_label: '18+' }, 'СОЛЯРИС', '18+'],
    [{ title: 'СОЛЯРИС' }, 'СОЛЯРИС', '18+'],
    [{ title: 'Стена', restriction_label: '' }, 'Стена', null],
  ] as const) {
    const { code } = await given([{ external_id: '1', ...change }]);
    const [room, another] = await rooms();
    assert.deepEqual([code, another], [0, undefined]);
    assert.deepEqual(room, {
      ...before,
      name,
      search_key: room?.search_key,
      restriction: label && 'rooms.enter_restricted',
      restriction_label: label,
    });
  }
  assert.equal((await boris.get('/rooms?q=стена')).body.items.length, 1, 'a short text is a whole name');
  assert.equal((await boris.get('/rooms?q=солярис')).body.items.length, 0);
});

test('members who may no longer be in a room are removed once (row 35)', async () => {
  await clear();
  const film = { external_id: '1', title: 'Solaris' };
  await given([film]);
  const [room] = (await anna.get('/rooms?mine=true')).body.items;
  const told = () => site.notices.filter(({ type }) => type === 'room-revocation');
  const before = told().length;
  await given([{ ...film, restriction_label: '18+' }]);
  assert.deepEqual(
    told()
      .slice(before)
      .map(({ at: _, ...notice }) => notice),
    [{ type: 'room-revocation', room_ids: [room.id] }],
  );
  await given([{ ...film, restriction_label: '16+' }]);
  await given([{ ...film, restriction_label: null }]);
  assert.equal(told().length, before + 1, 'nobody is put out by another word, or by a room that opens');
});

test('an invalid line is rejected with its reason, and the others are imported', async () => {
  await clear();
  const outcome = await given([
    { external_id: '1', title: 'One' },
    '{"external_id": "2", "title": ',
    { external_id: '3' },
    { external_id: '1', title: 'One again' },
    { external_id: '4', title: 'Four', rating: 8 },
    { external_id: '5', title: 'Five' },
  ]);
  assert.deepEqual(outcome, {
    code: 1,
    out: '2 films: 2 rooms made, 0 changed, 0 left as they were.\n',
    err: '4 lines rejected, see films.jsonl.rejected.jsonl.\n',
  });
  assert.deepEqual(await rejected(), [
    { line: 2, reason: 'is no JSON', text: '{"external_id": "2", "title": ' },
    { line: 3, reason: 'title is missing', text: '{"external_id":"3"}' },
    { line: 4, reason: 'has the external_id of line 1', text: '{"external_id":"1","title":"One again"}' },
    {
      line: 5,
      reason: 'has a field that is not known: "rating"',
      text: '{"external_id":"4","title":"Four","rating":8}',
    },
  ]);
  const ignoring = await given(
    [{ external_id: '4', title: 'Four', rating: 8, plot: '…' }],
    '--ignore',
    'plot,rating',
  );
  assert.equal(ignoring.code, 0);
});

test('an import continues from a given line and adds to the rejected lines', async () => {
  await clear();
  const films = [
    { external_id: '1', title: 'One' },
    'nothing',
    { external_id: '3', title: 'Three' },
    'nothing',
  ];
  await given(films);
  await clear();
  const { out, err } = await given(films, '--from-line', '3');
  assert.match(out, /^1 film: 1 room made/);
  assert.match(err, /^1 line rejected/);
  assert.deepEqual(
    (await rejected()).map(({ line }) => line),
    [2, 4, 4],
  );
  await given([{ external_id: '3', title: 'Three' }, 'nothing']);
  assert.deepEqual(
    (await rejected()).map(({ line }) => line),
    [2],
    'from the beginning the file is a new one',
  );
});

test('for standard input, standard output has the rejected lines and nothing else', async () => {
  await clear();
  const words = ['import-films', '-', '--format', 'jsonl', ...OWNER];
  const { code, out, err } = await runOn(site, words, folder, '{"external_id":"1","title":"One"}\nnothing\n');
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(out), { line: 2, reason: 'is no JSON', text: 'nothing' });
  assert.equal(err, '1 film: 1 room made, 0 changed, 0 left as they were.\n1 line rejected.\n');
});

test('an import that cannot start says why and changes nothing', async () => {
  await clear();
  await writeFile(join(folder, 'broken.csv'), 'external_id,name\n1,One\n');
  for (const [words, reason] of [
    [['missing.csv', ...OWNER], 'missing.csv: there is no such file.\n'],
    [['broken.csv', ...OWNER], 'The header does not name title.\n'],
    [['films.jsonl', '--owner', 'nobody@example.org'], 'There is no account with the e-mail of --owner.\n'],
  ] as const) {
    const outcome = await runOn(site, ['import-films', ...words], folder);
    assert.deepEqual(outcome, { code: 1, out: '', err: reason });
  }
  assert.deepEqual(await rooms(), []);
});
