import assert from 'node:assert/strict';
import { test } from 'node:test';
import nunjucks from 'nunjucks';
import { inlineMacros } from './inlined-macros.ts';
import { quickenNunjucks } from './quick-nunjucks.ts';

const TEMPLATES: Record<string, string> = {
  'parts.njk': `{# About it. #}
{% macro people(t, room) %}
{% if room.people %}
<i>{{ t(room.people) }}</i>
{% endif %}
{% endmacro %}

{% macro room_link(t, room) %}
<a href="/{{ room.name }}">{{ room.name }}</a>
{{ people(t, room) }}
{% endmacro %}

{% macro titled(t, title='none') %}
<h1>{{ t(title) }}</h1>
{% endmacro %}
`,
  'page.njk': `{% from 'parts.njk' import room_link, titled %}
{{ titled(t) }}{{ titled(t, 'given') }}
<ul>
{% for room in rooms %}
  <li>{{ room_link(t, room) }}{{ ', ' if not loop.last }}{{ loop.index }}</li>
{% endfor %}
</ul>
{% for other in rooms %}{{ room_link(t, other) }}{% endfor %}
{% set nested = 'kept' %}{{ nested }}
`,
  'around.njk': `{% from 'parts.njk' import titled %}{% include 'inside.njk' %}`,
  'inside.njk': `{{ titled(t, 'deep') }}`,
  'names.njk': `{% from 'parts.njk' import room_link %}{% for room in rooms %}{{ room_link(t, room) }}{% endfor %}`,
};
const read = (name: string) => TEMPLATES[name] ?? '';
const context = {
  t: (key: unknown) => `«${key}»`,
  rooms: [{ name: 'a<b', people: 3 }, { name: 'c & d' }],
};

function render(name: string, sourceOf: (name: string) => string): string {
  const loader = { getSource: (each: string) => ({ src: sourceOf(each), path: each, noCache: false }) };
  const environment = new nunjucks.Environment(loader as nunjucks.ILoader, {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  // Twice: the second time with macros that were made before.
  return environment.render(name, context) + environment.render(name, context);
}

test('a template with macros written in place prints what it printed before', () => {
  for (const name of ['page.njk', 'names.njk']) {
    const plain = render(name, read);
    assert.match(plain, /a&lt;b.*«3».*c &amp; d/s);
    assert.equal(
      render(name, (each) => inlineMacros(read(each), read)),
      plain,
    );
  }
});

test('a template prints the same when nunjucks makes macros once and splits names once', () => {
  const plain = render('page.njk', read);
  quickenNunjucks();
  assert.equal(render('page.njk', read), plain);
});

test('a template that is included may call what the one around it imports', () => {
  const inlined = (each: string) => inlineMacros(read(each), read);
  assert.equal(render('around.njk', inlined), render('around.njk', read));
});

test('a list has the variables of its loop where its lines, or what they include, read them', () => {
  quickenNunjucks();
  const templates = {
    'own.njk': `{% for each in rooms %}{{ loop.index }}/{{ loop.length }} {% endfor %}`,
    'included.njk': `{% for each in rooms %}{% include 'line.njk' %}{% endfor %}`,
    'line.njk': `{{ loop.index }}/{{ loop.length }} `,
  };
  for (const name of ['own.njk', 'included.njk'] as const)
    assert.equal(
      render(name, (each) => templates[each as keyof typeof templates]),
      '1/2 2/2 1/2 2/2 ',
    );
});
