/** The longest body that a stranger may send, in bytes. */
const MOST = 64 * 1024;

type Door = { path: string; kind: 'json' | 'form'; field: string };
type Body = [headers: Record<string, string>, body: string];

/** Every call and form that a stranger may fill in, with the field that most is done with. */
export const doors: Door[] = [
  { path: '/auth/register', kind: 'json', field: 'email' },
  { path: '/auth/register', kind: 'json', field: 'password' },
  { path: '/auth/register', kind: 'json', field: 'display_name' },
  { path: '/auth/register', kind: 'json', field: 'first_name' },
  { path: '/auth/login', kind: 'json', field: 'email' },
  { path: '/auth/login', kind: 'json', field: 'password' },
  { path: '/auth/login/code', kind: 'json', field: 'pending_token' },
  { path: '/auth/refresh', kind: 'json', field: 'refresh_token' },
  { path: '/auth/reset-password', kind: 'json', field: 'token' },
  { path: '/auth/email/confirm', kind: 'json', field: 'token' },
  { path: '/nowhere', kind: 'json', field: 'x' },
  { path: '/nowhere', kind: 'form', field: 'x' },
  { path: '/login', kind: 'form', field: 'email' },
  { path: '/signup', kind: 'form', field: 'email' },
  { path: '/signup', kind: 'form', field: 'display_name' },
  { path: '/login/passkey', kind: 'form', field: 'credential' },
  { path: '/login/passkey', kind: 'form', field: 'answer' },
  { path: '/password-reset', kind: 'form', field: 'password' },
  { path: '/locale', kind: 'form', field: 'next' },
];

/** As often as it fits between `before` and `after`. */
function filled(before: string, each: (n: number) => string, after: string): string {
  let text = before;
  for (let n = 0; ; n++) {
    const next = each(n);
    if (text.length + next.length + after.length > MOST) break;
    text += next;
  }
  return text + after;
}
const often = (text: string, bytes = MOST - 200) => text.repeat(Math.floor(bytes / Buffer.byteLength(text)));

/** Texts that parsers, normalisers and patterns are known to be slow with. */
const texts: Record<string, string> = {
  letters: often('a'),
  'marks in the wrong order': often('\u0315\u0300\u0316'),
  'marks of one letter': `a${often('\u0300')}`,
  'ligatures that become long': often('\uFDFA'),
  'dots and letters': often('a.'),
  'signs and dots': often('a@a.'),
  spaces: `a${often(' ')}a`,
  'invisible characters': often('\u200D'),
  'flags without an end': often('\u{1F3F4}\u{E0067}'),
  'half characters': often('\u{1F3F4}').slice(1),
  markup: often('<&"\'', MOST / 2),
  'dots of a token': often('.'),
  'JSON in JSON': often('['),
};

/** @returns what a door gets, with the heads that go with it; `small` is what the others are compared with */
export function bodies(kind: Door['kind'], field: string, csrf: string) {
  const json: Record<string, string> = { 'content-type': 'application/json', accept: 'application/json' };
  const form: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'text/html',
    'sec-fetch-site': 'same-origin',
  };
  if (kind === 'json') {
    const whole = (text: string) =>
      JSON.stringify({ email: 'vera@example.org', password: 'Harbour 7 lights', [field]: text });
    const worst: [what: string, ...Body][] = [
      ['nested lists', json, filled('{"x":', () => '[', '')],
      ['nested lists that end', json, `{"x":${'['.repeat(32_000)}${']'.repeat(32_000)}}`],
      ['nested objects', json, `{"x":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}`],
      ['many keys', json, filled('{"x":1', (n) => `,"${n.toString(36)}":0`, '}')],
      ['numbers as keys', json, filled('{"x":1', (n) => `,"${n * 7919}":0`, '}')],
      ['one key many times', json, filled('{"a":1', () => ',"a":1', '}')],
      ['escaped keys', json, filled('{"x":1', (n) => `,"\\u00${(16 + (n % 200)).toString(16)}${n}":0`, '}')],
      ['unicode escapes', json, filled(`{"${field}":"`, () => '\\u0315', '"}')],
      ['huge numbers', json, `{"${field}":${'9'.repeat(65_000)}}`],
      ['a huge exponent', json, `{"${field}":1e${'9'.repeat(65_000)}}`],
      ['a long fraction', json, `{"${field}":0.${'1'.repeat(65_000)}}`],
      ['many fractions', json, filled('{"x":[0', (n) => `,1.${n}e-307`, ']}')],
      ['many short texts', json, filled('{"x":[0', (n) => `,"${n}"`, ']}')],
      [
        'utf-16',
        { ...json, 'content-type': 'application/json; charset=utf-16' },
        `{"x":"${'a'.repeat(65_000)}"}`,
      ],
      [
        'utf-7',
        { ...json, 'content-type': 'application/json; charset=utf-7' },
        `{"x":"${'+AGE-'.repeat(13_000)}"}`,
      ],
      [
        'utf-32',
        { ...json, 'content-type': 'application/json; charset=utf-32' },
        `{"x":"${'a'.repeat(65_000)}"}`,
      ],
      ...Object.entries(texts).map(([what, text]): [string, ...Body] => [
        `${field}: ${what}`,
        json,
        whole(text),
      ]),
    ];
    return { small: [json, whole('x')] as Body, worst };
  }
  const start = `_csrf=${encodeURIComponent(csrf)}`;
  const worst: [what: string, ...Body][] = [
    ['1000 fields', form, start + Array.from({ length: 999 }, (_, n) => `&${n}${'x'.repeat(50)}=1`).join('')],
    ['1001 fields', form, start + '&a=1'.repeat(1000)],
    ['one field many times', form, start + '&a=1'.repeat(999)],
    ['one field many times, long', form, start + `&a=${'x'.repeat(60)}`.repeat(999)],
    ['brackets', form, `${start}&${'a[b]'.repeat(15_000)}=1`],
    ['brackets with numbers', form, start + Array.from({ length: 999 }, (_, n) => `&a[${n}]=1`).join('')],
    ['brackets that open', form, `${start}&a${'['.repeat(64_000)}=1`],
    ['escapes', form, `${start}&${field}=${'%41'.repeat(21_000)}`],
    ['escapes that are none', form, `${start}&${field}=${'%zz'.repeat(21_000)}`],
    ['escapes of half characters', form, `${start}&${field}=${'%ff'.repeat(21_000)}`],
    ['pluses', form, `${start}&${field}=${'+'.repeat(64_000)}`],
    ['equals', form, `${start}&${'='.repeat(64_000)}`],
    ['ampersands', form, start + '&'.repeat(64_000)],
    [
      'latin-1',
      { ...form, 'content-type': 'application/x-www-form-urlencoded; charset=iso-8859-1' },
      `${start}&${field}=${'%e9'.repeat(21_000)}`,
    ],
    ...Object.entries(texts).map(([what, text]): [string, ...Body] => [
      `${field}: ${what}`,
      form,
      `${start}&${encodeURIComponent(field)}=${encodeURIComponent(text.toWellFormed()).slice(0, 64_000).replace(/%.?$/, '')}`,
    ]),
    [`${field}: markup as it is`, form, `${start}&${field}=${'<"\''.repeat(21_000)}`],
  ];
  return { small: [form, `${start}&${field}=x`] as Body, worst };
}
