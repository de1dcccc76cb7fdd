import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import nunjucks from 'nunjucks';
import { ENCODED, encoded, encodeOutput, printable } from './encoded-output.ts';

encodeOutput();
const SOURCE = `{% macro named(value, title='') %}<i title="{{ title }}">{{ value }} · {{ value | safe }}</i>{% endmacro %}
<p>Пример — {{ named(value, value) }} {% if value %}{{ value + value }}{% endif %}{{ count }}{{ absent }}</p>`;

function render(autoescape: boolean, source: string, value: string): string {
  const environment = new nunjucks.Environment(null, { autoescape });
  if (autoescape === ENCODED) environment.addFilter('safe', printable);
  return environment.renderString(source, { value, count: 3 });
}

test('an encoded page is, byte by byte, what nunjucks prints in UTF-8', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'&<"\'>`\\аЯ€😀\ud800') }),
  );
  fc.assert(
    fc.property(text, (value) => {
      const plain = Buffer.from(render(true, SOURCE, value));
      const bytes = Buffer.from(render(ENCODED, encoded(SOURCE), value), 'latin1');
      assert.ok(bytes.equals(plain), JSON.stringify(value));
    }),
  );
});

test('environments that do not ask for it print as before', () => {
  assert.equal(render(true, '{{ value }}', 'Ёлка <'), 'Ёлка &lt;');
});
