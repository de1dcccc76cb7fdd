import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Says what is wrong with the environment, one line per variable; it never holds a value. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

/** The valid variables of an environment, and the problems of the others: one line per variable, none holds a value. */
export type Examined<Values> = { values: Partial<Values>; problems: string[] };

/** Lets a check of several variables run even if one is invalid by itself, so that all mistakes are reported at once. */
export const alsoWhenInvalid = { when: () => true };

/**
 * Checks the environment against one schema, so that a service refuses to start rather than fail later.
 *
 * For every key of the schema `KEY_FILE` may name a file that holds the value (mounted secrets); giving both is an
 * error. An empty variable counts as absent.
 *
 * @param schema object schema whose keys are the variables' names
 * @param env usually `process.env`
 * @returns the parsed values
 * @throws EnvironmentError naming every variable that is missing or wrong
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: NodeJS.ProcessEnv,
): z.infer<z.ZodObject<Shape>> {
  const { values, problems } = examineEnvironment(schema, env);
  if (problems.length > 0) throw new EnvironmentError(problems.join('\n'));
  return values as z.infer<z.ZodObject<Shape>>;
}

/** Checks the environment as {@link readEnvironment} does, and returns the problems beside the valid values. */
export function examineEnvironment<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: NodeJS.ProcessEnv,
): Examined<z.infer<z.ZodObject<Shape>>> {
  const given: Record<string, string> = {};
  const problems: string[] = [];
  const keys = Object.keys(schema.shape);
  const unread = new Set<string>();
  for (const key of keys) {
    const file = env[`${key}_FILE`];
    if (file && env[key]) {
      problems.push(`${key}: set either ${key} or ${key}_FILE, not both`);
      unread.add(key);
    } else if (file) {
      try {
        given[key] = readFileSync(file, 'utf8').trim();
      } catch (error) {
        problems.push(`${key}_FILE: cannot read ${file} (${(error as NodeJS.ErrnoException).code})`);
        unread.add(key);
      }
    } else if (env[key]) given[key] = env[key];
  }
  const parsed = schema.safeParse(given);
  if (parsed.success && problems.length === 0) return { values: parsed.data, problems };
  const values: Record<string, unknown> = {};
  for (const key of keys.filter((each) => !unread.has(each))) {
    const issue = parsed.error?.issues.find(({ path }) => path[0] === key);
    if (issue) problems.push(`${key}: ${describe(issue, given)}`);
    else values[key] = (schema.shape[key] as z.ZodType).parse(given[key]);
  }
  return { values: values as Partial<z.infer<z.ZodObject<Shape>>>, problems };
}

function describe(issue: z.core.$ZodIssue, values: Record<string, string>): string {
  return issue.code === 'invalid_type' && !(String(issue.path[0]) in values) ? 'is required' : issue.message;
}

/** A TCP port, given as text; 0 lets the system choose. */
export const port = z.coerce.number().int().min(0).max(65535);

/** `a, b,c` → `['a', 'b', 'c']`. */
export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

export const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);
