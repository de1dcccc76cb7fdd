/** A part of a JSON Schema (draft 2020-12), as zod writes it. */
export type JsonSchema = {
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
};

/** A field of a JSON value: `members[].name`. */
export type Field = { name: string; type: string; isRequired: boolean };

/**
 * Lists the fields of an object, and those of the objects within.
 *
 * @param path of the object in the whole value
 */
export function fieldsOf(schema: JsonSchema, path = ''): Field[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = path ? `${path}.${key}` : key;
    const field = { name, type: typeOf(value), isRequired: required.has(key) };
    const { object, suffix } = objectIn(value);
    return [field, ...(object ? fieldsOf(object, name + suffix) : [])];
  });
}

/** The object that a value is or holds: in a list, or beside null. */
function objectIn(schema: JsonSchema): { object?: JsonSchema; suffix: string } {
  if (schema.properties) return { object: schema, suffix: '' };
  if (schema.items) {
    const { object, suffix } = objectIn(schema.items);
    return { ...(object && { object }), suffix: `[]${suffix}` };
  }
  const [only, ...others] = choices(schema).filter(({ type }) => type !== 'null');
  return only && others.length === 0 ? objectIn(only) : { suffix: '' };
}

const choices = (schema: JsonSchema) => schema.anyOf ?? schema.oneOf ?? [];

/** @returns a type in a few characters: `string (uuid)`, `"a" | "b"`, `integer ≥ 0`, `object[]` */
export function typeOf(schema: JsonSchema): string {
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (choices(schema).length > 0) return [...new Set(choices(schema).map(typeOf))].join(' | ');
  if (Array.isArray(schema.type)) return schema.type.join(' | ');
  if (schema.type === 'array') return listOf(schema);
  if (schema.type === 'object' || schema.properties) return objectOf(schema);
  if (schema.type === undefined) return schema.allOf?.[0] ? typeOf(schema.allOf[0]) : 'any';
  return [schema.type, schema.format && `(${schema.format})`, bounds(schema)].filter(Boolean).join(' ');
}

function listOf({ items, maxItems }: JsonSchema): string {
  const type = items ? typeOf(items) : 'any';
  return `${type.includes(' ') ? `(${type})` : type}[]${maxItems === undefined ? '' : `, ≤ ${maxItems}`}`;
}

function objectOf({ properties, additionalProperties }: JsonSchema): string {
  if (properties || typeof additionalProperties !== 'object') return 'object';
  return `{ …: ${typeOf(additionalProperties)} }`;
}

function bounds({ minLength, maxLength, minimum, maximum }: JsonSchema): string {
  const isPlain = (value: number | undefined) =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  const [least, most] = [minLength ?? minimum, maxLength ?? maximum];
  if (isPlain(least) && isPlain(most)) return `${least}–${most}`;
  if (isPlain(least)) return `≥ ${least}`;
  return isPlain(most) ? `≤ ${most}` : '';
}
