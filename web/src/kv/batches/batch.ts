import { type ErrorCode, type FieldErrors, fewNames } from '../../errors.ts';
import { readStrictly, type Value } from './strict-json.ts';

/** What `/kv/write` takes below `data`, the others below `keys`. */
export type Field = 'data' | 'keys';
/** JSON texts joined with U+001E, as the repository takes them; `values` is empty where only keys were sent. */
export type Batch = { keys: string; values: string };
/** What is wrong with a body, as a LanternError takes it: an error itself would not come whole out of a worker thread. */
export type Refusal = {
  code: ErrorCode;
  fields?: FieldErrors;
  /** The keys that are meant, as `fewNames` says them, and where the first of them stands (RFC 6901). */
  members?: { keys: string[]; pointer?: string };
};

/** No JSON text holds it: in strings control characters are escaped, and RFC 7464 keeps texts apart with this one. */
export const SEPARATOR = '\u001e';
/** Of a value. PHP reads no deeper than this, Python hardly: what is kept should be readable to who asks for it. */
export const MAX_DEPTH = 512;
/** Of a key as JSON writes it between its quotation marks, in UTF-8: an entry of an index has to fit into a third of a page of the database. */
export const MAX_KEY_BYTES = 1024;
/** Of one batch: as many as the site answers without letting others wait. */
export const MAX_KEYS = 100_000;
/** Of what is wrong, so many are looked for. */
const MAX_WRONG = 20;

/**
 * Reads `{"data": {"key": value, …}}` or `{"keys": ["key", …]}`. Values stay the text that they are, so that nothing in them
 * is changed.
 *
 * @param body UTF-8, as it came
 * @returns a refusal when it is not such a batch: `malformed_request`, `invalid_fields`, `keys_repeated`
 */
export function readBatch(body: Uint8Array, field: Field): Batch | Refusal {
  const text = decoded(body);
  if (text === undefined) return { code: 'malformed_request' };
  const keys: string[] = [];
  const values: string[] = [];
  const [once, tooLong] = [new Set<string>(), new Set<string>()];
  const twice: { names: string[]; pointer?: string } = { names: [] };
  const fields: FieldErrors = Object.create(null);
  let root: Value['kind'] | undefined;
  let found: Value['kind'] | undefined;
  let [unknown, count] = [0, 0];

  function add(name: string): void {
    const key = JSON.stringify(name);
    if (Buffer.byteLength(key) - '""'.length <= MAX_KEY_BYTES) keys.push(key);
    else if (tooLong.size < MAX_WRONG) tooLong.add(name);
  }
  function addListed(name: string): void {
    if (once.has(name) && twice.names.length < MAX_WRONG) {
      twice.pointer ??= `/keys/${count}`;
      twice.names.push(name);
    }
    once.add(name);
    count += 1;
    add(name);
  }

  const fault = readStrictly(
    text,
    { maxDepth: MAX_DEPTH + 2, shallow: 2 },
    ([at, name], { kind, literal, start, end }) => {
      if (at === undefined) root = kind;
      else if (name === undefined) {
        if (at === field) found = kind;
        else if (++unknown <= MAX_WRONG) fields[at] = 'unknown';
      } else if (at !== field) return true;
      else if (field === 'data') {
        add(name);
        values.push(text.slice(start, end));
      } else if (typeof literal === 'string') addListed(literal);
      else fields.keys = 'invalid';
      return keys.length <= MAX_KEYS && unknown <= MAX_WRONG;
    },
  );

  if (fault?.kind === 'syntax') return { code: 'malformed_request' };
  if (fault?.kind === 'depth') return { code: 'invalid_fields', fields: { [field]: 'too_deep' } };
  if (fault?.kind === 'enough')
    return { code: 'invalid_fields', fields: unknown ? fields : { [field]: 'too_many_keys' } };
  // Where so many repeat that the rest was not read, nobody knows what the root would be.
  if (root !== 'object' && !(root === undefined && fault?.kind === 'repeated'))
    return { code: 'malformed_request' };
  const { names, pointer } = fault?.kind === 'repeated' ? fault : twice;
  if (names.length > 0)
    return { code: 'keys_repeated', members: { keys: fewNames(names), ...(pointer && { pointer }) } };
  if (found !== (field === 'data' ? 'object' : 'list')) fields[field] = found ? 'invalid' : 'required';
  else if (keys.length + tooLong.size === 0) fields[field] ??= 'required';
  if (tooLong.size > 0) fields[field] ??= 'key_too_long';
  if (Object.keys(fields).length > 0)
    return {
      code: 'invalid_fields',
      fields,
      ...(tooLong.size > 0 && { members: { keys: fewNames(tooLong) } }),
    };
  return { keys: keys.join(SEPARATOR), values: values.join(SEPARATOR) };
}

function decoded(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
