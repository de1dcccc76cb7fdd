import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFoundBy, LAST_ID, rooms, roomsHolding } from '@lantern/db';
import { searchKey } from '@lantern/service/text';
import { v7 as uuid } from 'uuid';
import { NOBODY } from '../../testing/people/holders.ts';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const ROOMS = 100_000;
const WORDS = [
  'Кошки',
  'собаки',
  'Music',
  'горы',
  'море',
  'chess',
  'книги',
  'осень',
  'weekend',
  '🎉',
  '🦊',
  'чай',
  '50%',
];

const site = await testSite();
const anna = await member(site.visitor(), 'anna');
await insertRooms();

async function insertRooms(): Promise<void> {
  const { rows } = await site.connection.query('select id from users limit 1');
  for (let from = 0; from < ROOMS; from += 5000) {
    const added = Array.from({ length: 5000 }, (_, at) => {
      const n = from + at;
      const name = `${WORDS[n % WORDS.length]} ${WORDS[(n * 7 + 3) % WORDS.length]} ${n}`;
      return { id: uuid(), name, key: searchKey(name) };
    });
    await site.connection.query(
      `insert into rooms (id, name, search_key, owner_id)
       select id, name, key, $2::uuid from jsonb_to_recordset($1::jsonb) as room (id uuid, name text, key text)`,
      [JSON.stringify(added), rows[0]?.id],
    );
  }
  await site.connection.query('analyze rooms');
}

const names = (html: string) =>
  [...html.matchAll(/class="room-name"[^>]*>([^<]*)</g)].map((match) => unescaped(match[1] ?? ''));
const search = (text: string) => anna.get(`/search?q=${encodeURIComponent(text)}`);

test('a search for 5 characters is 400 with the reason at the field, which keeps the text', async () => {
  for (const text of ['', 'music', '🎉🎉🎉🎉🎉', '  кошки  ']) {
    const page = await search(text);
    assert.equal(page.status, 400, text);
    assert.match(page.text, /id="q-hint">Type at least 6 characters/);
    assert.ok(page.text.includes(`value="${text}"`));
  }
});

test('a shorter text finds the room with exactly this name', async () => {
  await anna.createRoom('Ёж №1');
  await anna.createRoom('İz');
  for (const [text, name] of [
    ['Ёж №1', 'Ёж №1'],
    ['еж no1', 'Ёж №1'],
    [' ЕЖ\u00a0№1\u200b ', 'Ёж №1'],
    ['IZ', 'İz'],
  ] as const) {
    const page = await search(text);
    assert.deepEqual([page.status, names(page.text)], [200, [name]], text);
    assert.match(page.text, /role="status">1 room</);
  }
  const program = site.program();
  await program.signIn('anna');
  const { body } = await program.get(`/rooms?q=${encodeURIComponent('еж №1')}`);
  assert.deepEqual(body.found, { count: 1, more: false });
  const short = await program.get(`/rooms?q=${encodeURIComponent('Ёж №')}`);
  assert.deepEqual([short.status, short.body.fields], [400, { q: 'search_too_short' }]);
});

test('е and ё, İ and i, é and e, and what cannot be seen make no difference to a search', async () => {
  await anna.createRoom('Жёлтая café İzmir');
  for (const text of [
    'желтая',
    'ЖЁЛТАЯ',
    'CAFE IZ',
    'café i\u0307z',
    'izmir',
    'ızmir ',
    'ca\u200bfe iz',
    'жёлтая\u2003cafe',
  ].filter((each) => each.trim().length >= 6))
    assert.deepEqual(names((await search(text)).text), ['Жёлтая café İzmir'], text);
});

test('the search counts the results of a common text up to a page, of any other up to a hundred', async () => {
  for (const [text, told] of [
    ['weekend', 'More than 20 rooms'],
    ['weekend 42', /^\d\d? rooms$/],
    ['under_score_d', undefined],
  ] as const) {
    const { text: page } = await search(text);
    const [, status] = /role="status">([^<]*rooms?)</.exec(page) ?? [];
    if (told instanceof RegExp) assert.match(status ?? '', told);
    else assert.equal(status, told);
  }
});

test('6 characters find every name that holds them, in any case and alphabet', async () => {
  for (const text of ['weeken', 'WEEKEN', 'собаки', 'СОБАКИ', '  кошки г  ', 'usic м']) {
    const page = await search(text);
    assert.equal(page.status, 200, text);
    const found = names(page.text);
    assert.equal(found.length, 20, text);
    for (const name of found) assert.ok(name.toLowerCase().includes(text.trim().toLowerCase()), name);
  }
});

test('wildcards, quotes, backslashes and braces stand for themselves (row 30)', async () => {
  for (const name of [
    '100% sure of it',
    'under_score_d',
    'back\\slash here',
    'mind "the" gap',
    '{{7*7}} is 49',
    'a🎉b🎉c🎉d🎉',
  ]) {
    await anna.createRoom(name);
  }
  const only = async (text: string) => names((await search(text)).text);
  assert.deepEqual(await only('0% sur'), ['100% sure of it']);
  assert.deepEqual(await only('_score_'), ['under_score_d']);
  assert.deepEqual(await only('k\\slas'), ['back\\slash here']);
  assert.deepEqual(await only('"the" '), []);
  assert.deepEqual(await only(' "the" gap'), ['mind "the" gap']);
  assert.deepEqual(await only('{{7*7}}'), ['{{7*7}} is 49']);
  assert.deepEqual(await only('🎉b🎉c🎉d'), ['a🎉b🎉c🎉d🎉']);
  assert.deepEqual(await only('______'), []);
  assert.deepEqual(await only('%%%%%%'), []);
});

test('results go on page by page without a gap or a repetition', async () => {
  const first = await search('Music море');
  const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const second = await anna.get(next);
  const all = [...names(first.text), ...names(second.text)];
  assert.ok(all.length > 20);
  assert.equal(new Set(all).size, all.length);
});

test('at 100,000 rooms no search reads the whole table', async () => {
  const { sql, params } = site.connection.db.select({ id: rooms.id }).from(roomsHolding(isFoundBy)).toSQL();
  for (const text of [
    'собаки 4242x',
    'weekend',
    'WEEKEND 4242x',
    '🎉🎉🎉🎉🎉🎉',
    '______',
    '50% чай',
    'nothing like it',
  ]) {
    const values: Record<string, unknown> = {
      key: searchKey(text),
      after: LAST_ID,
      enough: 21,
      most: 101,
      userId: NOBODY,
    };
    const given = (params as unknown[]).map((param) => values[(param as { name: string }).name]);
    const { rows } = await site.connection.query(`explain (analyze, timing off) ${sql}`, given);
    const plan = rows.map((row) => String(row['QUERY PLAN'])).join('\n');
    const ran = plan.split('\n').filter((line) => !line.includes('never executed'));
    assert.ok(!ran.some((line) => line.includes('Seq Scan on rooms')), `${text}\n${plan}`);
    // What a thirteenth of the names hold is found by walking the newest.
    const byIndex = ran.some((line) => line.includes('rooms_search_sketch_trigrams'));
    assert.equal(byIndex, text !== 'weekend', `${text}\n${plan}`);
  }
});

test('a text that the newest rooms hold too seldom for a page is found in all of them', async () => {
  const { db } = site.connection;
  // Older than all others, and one that is newer: the sample holds the text, and the walk does not find enough.
  const [one] = await db.select({ ownerId: rooms.ownerId }).from(rooms).limit(1);
  const add = (msecs: number, n: number) => ({
    id: uuid({ msecs: msecs + n, seq: 0, random: new Uint8Array(16) }),
    name: `Seldom heard ${n}`,
    searchKey: searchKey(`Seldom heard ${n}`),
    namesake: 0,
    ownerId: one?.ownerId ?? '',
  });
  await db.insert(rooms).values([add(Date.now(), 0), ...Array.from({ length: 39 }, (_, n) => add(1, n + 1))]);
  const first = await search('seldom heard');
  assert.match(first.text, /40 rooms/);
  assert.equal(names(first.text)[0], 'Seldom heard 0');
  assert.deepEqual(names(first.text).slice(1, 3), ['Seldom heard 39', 'Seldom heard 38']);
});

/** Undoes what the templates do to `"`, `\`, `&` and the like. */
function unescaped(html: string): string {
  return html.replaceAll('&quot;', '"').replaceAll('&#92;', '\\').replaceAll('&amp;', '&');
}
