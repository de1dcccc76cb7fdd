import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { jsonKey, jsonText } from '../../../testing/routes/json-texts.ts';
import { type Batch, type Field, MAX_DEPTH, type Refusal, readBatch, SEPARATOR } from './batch.ts';

const read = (text: string, field: Field = 'data') => readBatch(Buffer.from(text), field);
const code = (read: Batch | Refusal) => ('code' in read ? read.code : undefined);
const data = (value: string) => read(`{"data":{"k":${value}}}`);
const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('a batch accepts and refuses the same JSON as JSON.parse', () => {
  // One sound text, and one that a character was taken from, put into or changed in.
  const bent = fc
    .tuple(
      jsonText,
      fc.nat(),
      fc.nat({ max: 2 }),
      fc.constantFrom(...'{}[],:"\\\'0-+.eEtfn \u00a0\u0001/*u\u2028\ufeff'),
    )
    .map(([text, at, cut, put]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + cut);
    });
  fc.assert(
    fc.property(fc.oneof(jsonText, bent, fc.string({ maxLength: 8 })), (text) => {
      const taken = code(data(text));
      // What closes the envelope early is another body.
      fc.pre(isJson(text) || !isJson(`{"data":{"k":${text}}}`));
      if (isJson(text) && taken === 'keys_repeated') assert.ok(text.includes('{'));
      else assert.equal(taken, isJson(text) ? undefined : 'malformed_request', text);
    }),
    { numRuns: 2000, endOnFailure: true },
  );
});

test('a value is stored byte for byte as it was written', () => {
  const members = fc.uniqueArray(fc.tuple(jsonKey, jsonText), {
    minLength: 1,
    maxLength: 5,
    selector: ([key]) => JSON.parse(key),
  });
  fc.assert(
    fc.property(members, fc.constantFrom('', ' ', '\r\n\t'), (entries, gap) => {
      const body = `${gap}{${gap}"data":{${entries.map(([key, value]) => `${key}${gap}:${gap}${value}${gap}`).join(`,${gap}`)}}}`;
      const batch = read(body) as Batch;
      assert.deepEqual(
        batch.values.split(SEPARATOR),
        entries.map(([, value]) => value),
      );
      assert.deepEqual(
        batch.keys.split(SEPARATOR).map((key) => JSON.parse(key)),
        entries.map(([key]) => JSON.parse(key)),
      );
    }),
  );
});

test('a key has one form, however it was escaped', () => {
  const texts = ['"a/\\u00e9"', '"\\u0061\\/é"', '"a/é"'];
  for (const text of texts) assert.equal((read(`{"data":{${text}:1}}`) as Batch).keys, '"a/é"');
  const [first, second] = texts;
  assert.equal(code(read(`{"data":{${first}:1,${second}:2}}`)), 'keys_repeated');
});

test('repeated keys are named, with the place of the first', () => {
  const cases: [string, Field, string[], string][] = [
    ['{"data":{"a":1,"b":2,"a":3}}', 'data', ['a'], '/data/a'],
    ['{"data":{"a":1,"a":1,"b":2,"b":2}}', 'data', ['a', 'b'], '/data/a'],
    ['{"data":{"__proto__":1,"__proto__":2}}', 'data', ['__proto__'], '/data/__proto__'],
    ['{"data":{"":1,"":2}}', 'data', [''], '/data/'],
    ['{"data":{"a":[0,{"x/~y":1,"x/~y":2}]}}', 'data', ['x/~y'], '/data/a/1/x~1~0y'],
    ['{"data":{"a":1},"data":{"b":1}}', 'data', ['data'], '/data'],
    ['{"keys":["a","b","a","a"]}', 'keys', ['a'], '/keys/2'],
    ['{"keys":["\\u0061","a"]}', 'keys', ['a'], '/keys/1'],
  ];
  for (const [body, field, keys, pointer] of cases)
    assert.deepEqual(read(body, field), { code: 'keys_repeated', members: { keys, pointer } }, body);
  // The same name in two objects is no repetition.
  assert.equal(code(data('[{"a":1},{"a":{"a":1}}]')), undefined);
});

test('JSON that is not a batch gets an error at its field', () => {
  const cases: [string, Field, object][] = [
    ['{}', 'data', { data: 'required' }],
    ['{"data":{}}', 'data', { data: 'required' }],
    ['{"data":[1]}', 'data', { data: 'invalid' }],
    ['{"data":null}', 'data', { data: 'invalid' }],
    ['{"data":{"a":1},"more":1}', 'data', { more: 'unknown' }],
    ['{"keys":[]}', 'keys', { keys: 'required' }],
    ['{"keys":{"a":"b"}}', 'keys', { keys: 'invalid' }],
    ['{"keys":["a",1]}', 'keys', { keys: 'invalid' }],
    ['{"keys":["a",["b"]]}', 'keys', { keys: 'invalid' }],
    ['{"data":{"a":1}}', 'keys', { data: 'unknown', keys: 'required' }],
  ];
  for (const [body, field, fields] of cases) {
    const refusal = read(body, field) as Refusal;
    assert.deepEqual([refusal.code, { ...refusal.fields }], ['invalid_fields', fields], body);
  }
  for (const body of ['[]', '"data"', '1', 'null', ''])
    assert.equal(code(read(body)), 'malformed_request', body);
});

test('bytes that are not UTF-8 are refused, and none is replaced', () => {
  for (const bytes of ['ff', 'c0af', 'eda080', 'f4908080', 'e282']) {
    const body = Buffer.concat([
      Buffer.from('{"data":{"k":"'),
      Buffer.from(bytes, 'hex'),
      Buffer.from('"}}'),
    ]);
    assert.equal(code(readBatch(body, 'data')), 'malformed_request', bytes);
  }
});

test('values may be nested 512 deep, and one deeper is refused', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const nested = (depth: number) => `${open.repeat(depth)}${open === '[' ? '' : '1'}${close.repeat(depth)}`;
    assert.equal(code(data(nested(MAX_DEPTH))), undefined);
    const refusal = data(nested(MAX_DEPTH + 1)) as Refusal;
    assert.deepEqual([refusal.code, refusal.fields], ['invalid_fields', { data: 'too_deep' }]);
  }
});

test('a key of any letters may be 1,024 bytes long, escapes counted, and one byte more is refused and named', () => {
  const unit = fc.constantFrom('a', 'я', '中', '🎉', '"', '\\', '\n', '\u0000', '\ud800');
  const written = (key: string) => Buffer.byteLength(JSON.stringify(key).slice(1, -1));
  const key = fc.array(unit, { maxLength: 400 }).map((units) => {
    let short = units.join('').toWellFormed();
    while (written(short) > 1024) short = [...short].slice(0, -1).join('');
    return short + 'a'.repeat(1024 - written(short));
  });
  fc.assert(
    fc.property(key, (longest) => {
      for (const body of [{ keys: [longest] }, { data: { [longest]: 1 } }] as const) {
        const field = 'keys' in body ? 'keys' : 'data';
        assert.equal(code(read(JSON.stringify(body), field)), undefined);
        const tooLong = `${longest}a`;
        const longer = field === 'keys' ? { keys: ['ok', tooLong] } : { data: { ok: 1, [tooLong]: 1 } };
        assert.deepEqual(read(JSON.stringify(longer), field), {
          code: 'invalid_fields',
          fields: Object.assign(Object.create(null), { [field]: 'key_too_long' }),
          members: { keys: [[...tooLong.slice(0, 100)].join('')] },
        });
      }
    }),
  );
});

test('an error lists twenty names of a hundred characters, and no longer place (row 47)', () => {
  const long = 'n'.repeat(2 ** 20);
  const twice = (n: number) => `"${n}${long.slice(0, 5000)}":1,"${n}${long.slice(0, 5000)}":2`;
  const many = Array.from({ length: 40 }, (_, n) => twice(n)).join();
  const tooLong = Array.from({ length: 40 }, (_, n) => `"${n}${long.slice(0, 5000)}":1`).join();
  const listed = `{"keys":[${`"${long}",`.repeat(3)}"a","a"]}`;
  for (const [body, field] of [
    [`{"data":{"${long}":{${many}}}}`, 'data'],
    [`{"data":{${many}}}`, 'data'],
    [`{"data":{${tooLong}}}`, 'data'],
    [listed, 'keys'],
  ] as const) {
    const { members } = read(body, field) as Refusal;
    assert.ok(members && members.keys.length <= 20 && members.keys.every((key) => key.length <= 100));
    assert.ok(JSON.stringify(members).length < 5000);
  }
});

/** Ten megabytes that are meant to cost more than they should. */
const BOMBS: Record<string, (size: number) => string> = {
  'lists in lists': (size) => `{"data":{"k":${'['.repeat(size)}`,
  'objects in objects': (size) => `{"data":{"k":${'{"":'.repeat(size / 4)}`,
  'empty objects': (size) => `{"data":{"k":[${'{},'.repeat(size / 3)}0]}}`,
  'one number': (size) => `{"data":{"k":${'1'.repeat(size)}}}`,
  'a fraction without end': (size) => `{"data":{"k":0.${'1'.repeat(size)}e-9}}`,
  escapes: (size) => `{"data":{"k":"${'\\u0041'.repeat(size / 6)}"}}`,
  'names inside': (size) =>
    `{"data":{"k":{${Array.from({ length: size / 12 }, (_, n) => `"n${n}":0`).join()}}}}`,
  keys: (size) => `{"data":{${Array.from({ length: size / 12 }, (_, n) => `"n${n}":0`).join()}}}`,
  'one key, again and again': (size) => `{"data":{${'"a":0,'.repeat(size / 6)}"a":0}}`,
  'one name, deep down': (size) =>
    `{"data":{"k":${'[0,'.repeat(500)}{${'"a":0,'.repeat(size / 6)}"a":0}${']'.repeat(500)}}}`,
  'twins below a name': (size) =>
    `{"data":{"${'n'.repeat(size - 2000)}":{${Array.from({ length: 100 }, (_, n) => `"${n}":0,"${n}":0`).join()}}}}`,
  fields: (size) => `{${Array.from({ length: size / 12 }, (_, n) => `"n${n}":0`).join()}}`,
  'keys to read': (size) => `{"keys":[${'"a",'.repeat(size / 4)}"a"]}`,
  spaces: (size) => `{"data":${' '.repeat(size)}{"k":1}}`,
};

for (const [what, bomb] of Object.entries(BOMBS))
  test(`ten megabytes of ${what} are read or refused within seconds of work`, () => {
    const body = Buffer.from(bomb(10 * 2 ** 20));
    const before = process.cpuUsage();
    const result = readBatch(body, what === 'keys to read' ? 'keys' : 'data');
    const { user } = process.cpuUsage(before);
    assert.ok(user < 5_000_000, `${user} µs`);
    if ('code' in result) assert.ok(JSON.stringify(result).length < 100_000);
    else assert.ok(result.keys.length + result.values.length <= body.length);
  });
