import jsonc from 'jsonc-parser';

/** What a text is refused for: it is no JSON; it is deeper than allowed; `seen` had enough; a name stands twice in an object. */
export type Fault =
  | { kind: 'syntax' | 'depth' | 'enough' }
  /** `pointer`: where the first of them stands (RFC 6901); absent where that would be longer than anybody reads. */
  | { kind: 'repeated'; names: string[]; pointer?: string };

export type Value = {
  kind: 'object' | 'list' | 'literal';
  /** Of a literal. */
  literal: unknown;
  start: number;
  end: number;
};

/** So many that repeat are looked for: whoever sends a million wants no answer of that length. */
const MAX_REPEATED = 20;
/** Characters of a pointer: names may have as many as the text, and stand in one another. */
const MAX_POINTER = 2000;

type Open = {
  kind: 'object' | 'list';
  start: number;
  /** The names so far, and whether each stood there twice. */
  names: Map<string, boolean> | undefined;
  /** The last of them. */
  name: string;
};

/** Ends the visit, which knows no other way. */
class Stop extends Error {}

/**
 * Reads JSON (RFC 8259) as text, without making objects of it: that would cost seconds for ten megabytes of brackets. Names
 * that repeat in one object are refused wherever they stand: what such an object means depends on who reads it.
 *
 * @param maxDepth how many objects and lists may be open at once
 * @param shallow how deep `seen` looks: below that nothing is told
 * @param seen is told each value once it has ended, with the names that lead to it, '' for an element of a list; false ends
 * the reading
 * @returns undefined when the text is sound
 */
export function readStrictly(
  text: string,
  { maxDepth, shallow }: { maxDepth: number; shallow: number },
  seen: (path: string[], value: Value) => boolean,
): Fault | undefined {
  const open: Open[] = [];
  const repeated: { names: string[]; pointer?: string } = { names: [] };
  let fault: Fault | undefined;

  function stop(why: Fault): never {
    fault = why;
    throw new Stop();
  }
  function begin(kind: Open['kind'], start: number): void {
    open.push({ kind, start, names: undefined, name: '' });
    if (open.length > maxDepth) stop({ kind: 'depth' });
  }
  function end(offset: number, length: number): void {
    const value = open.pop();
    if (value) told({ kind: value.kind, literal: undefined, start: value.start, end: offset + length });
  }
  function told(value: Value): void {
    if (open.length > shallow) return;
    const path = open.map(({ name }) => name);
    if (!seen(path, value)) stop({ kind: 'enough' });
  }
  function named(name: string, path: () => jsonc.JSONPath): void {
    const inside = open.at(-1);
    if (!inside) return;
    inside.name = name;
    inside.names ??= new Map();
    const twice = inside.names.get(name);
    if (twice === false) {
      // Of the first alone: to find the place of each of a million, deep down, would take minutes.
      if (repeated.names.length === 0) Object.assign(repeated, pointerTo([...path(), name]));
      repeated.names.push(name);
      if (repeated.names.length === MAX_REPEATED) stop({ kind: 'repeated', ...repeated });
    }
    inside.names.set(name, twice !== undefined);
  }

  try {
    jsonc.visit(
      text,
      {
        onError: () => stop({ kind: 'syntax' }),
        onObjectBegin: (start) => begin('object', start),
        onArrayBegin: (start) => begin('list', start),
        // biome-ignore lint/complexity/useMaxParams: jsonc-parser calls it.
        onObjectProperty: (name, _start, _length, _line, _column, path) => named(name, path),
        onLiteralValue: (literal, start, length) =>
          told({ kind: 'literal', literal, start, end: start + length }),
        onObjectEnd: end,
        onArrayEnd: end,
      },
      { disallowComments: true },
    );
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  if (!fault && repeated.names.length > 0) fault = { kind: 'repeated', ...repeated };
  return fault;
}

function pointerTo(path: jsonc.JSONPath): { pointer?: string } {
  const steps = path.map(String);
  if (steps.reduce((sum, step) => sum + 1 + step.length, 0) > MAX_POINTER) return {};
  return {
    pointer: steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
  };
}
