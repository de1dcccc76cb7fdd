/** The body of a macro that takes these arguments, as they stand between the brackets. */
type Macro = { parameters: string; body: string };

const MACRO = /\{% macro (\w+)\(([^)]*)\) %\}\n?(.*?)\{% endmacro %\}/gs;
const IMPORT = /\{% from '([^']+)' import ([\w, ]+) %\}/g;
const CALL = /\{\{ (\w+)\(([\w, ]*)\) \}\}/g;
/** Without defaults, which a body does not tell. */
const PLAIN_PARAMETERS = /^(\w+(, \w+)*)?$/;

/**
 * Writes the body of a macro in place of each call that passes it what it calls the same: `{{ room_link(t, locale, room) }}`. A call
 * of a macro costs nunjucks more than what most of them print, and a list makes several of them for each line.
 *
 * @param source a template
 * @param read returns the source of another template by its name
 * @returns a template that prints the same
 */
export function inlineMacros(source: string, read: (name: string) => string): string {
  const macros = new Map<string, Macro>();
  for (const [, from = '', names = ''] of source.matchAll(IMPORT)) {
    const offered = macrosOf(read(from), read);
    for (const name of names.split(', ')) {
      const macro = offered.get(name);
      if (macro) macros.set(name, macro);
    }
  }
  // The imports stay: a template that this one includes may call what they bring.
  return withBodies(source, macros);
}

function macrosOf(source: string, read: (name: string) => string): Map<string, Macro> {
  const macros = new Map<string, Macro>();
  // In the order in which they stand: one may call those before it.
  for (const [, name = '', parameters = '', body = ''] of inlineMacros(source, read).matchAll(MACRO))
    if (PLAIN_PARAMETERS.test(parameters)) macros.set(name, { parameters, body: withBodies(body, macros) });
  return macros;
}

const withBodies = (source: string, macros: ReadonlyMap<string, Macro>): string =>
  source.replace(CALL, (call, name: string, args: string) => {
    const macro = macros.get(name);
    return macro?.parameters === args ? macro.body : call;
  });
