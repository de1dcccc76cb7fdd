import fc from 'fast-check';

const space = fc.constantFrom('', '', '', ' ', '\n', '\t\r\n');
const number = fc.oneof(
  fc.constantFrom('0', '-0', '1e400', '-1E-400', '1.0', '0.1e+1', '12345678901234567890123', '5e-324'),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);
/** With every way to write a character: as itself, escaped, half of one, NUL. */
const string = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }).map((text) => JSON.stringify(text).slice(1, -1)),
      fc.constantFrom(
        '\\u0041',
        '\\u0000',
        '\\ud800',
        '\\udc00',
        '\\ud83d\\ude00',
        '\\/',
        '\\n',
        '😀',
        'ё',
        '\u2028',
      ),
    ),
    { maxLength: 4 },
  )
  .map((parts) => `"${parts.join('')}"`);

const joined = (open: string, parts: string[], close: string, gap: string) =>
  `${open}${gap}${parts.join(`${gap},${gap}`)}${gap}${close}`;

/** Texts of one JSON value each, by RFC 8259; no name stands twice in one object. */
export const { value: jsonText } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('null', 'true', 'false'),
    number,
    string,
    fc
      .tuple(fc.array(tie('value'), { maxLength: 4 }), space)
      .map(([items, gap]) => joined('[', items, ']', gap)),
    fc
      .tuple(
        fc.uniqueArray(fc.tuple(string, tie('value')), {
          maxLength: 4,
          selector: ([name]) => JSON.parse(name),
        }),
        space,
      )
      .map(([members, gap]) =>
        joined(
          '{',
          members.map(([name, value]) => `${name}${gap}:${gap}${value}`),
          '}',
          gap,
        ),
      ),
  ),
}));

/** JSON texts of strings: keys, `"__proto__"` and `""` among them. */
export const jsonKey = fc.oneof(
  fc.constantFrom('""', '"__proto__"', '"constructor"', '"a b"', '"a!"', '"a"', '"A"', '"%_\\\\"'),
  string,
);
