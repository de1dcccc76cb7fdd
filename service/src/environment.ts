import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What is wrong with the environment, one line per variable; never holds a value. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

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
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const key of Object.keys(schema.shape)) {
    const file = env[`${key}_FILE`];
    if (file && env[key]) problems.push(`${key}: set either ${key} or ${key}_FILE, not both`);
    else if (file) {
      try {
        values[key] = readFileSync(file, 'utf8').trim();
      } catch (error) {
        problems.push(`${key}_FILE: cannot read ${file} (${(error as NodeJS.ErrnoException).code})`);
      }
    } else if (env[key]) values[key] = env[key];
  }
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    for (const key of Object.keys(schema.shape)) {
      const issue = parsed.error.issues.find(({ path }) => path[0] === key);
      if (issue) problems.push(`${key}: ${describe(issue, values)}`);
    }
  }
  if (problems.length > 0 || !parsed.success) throw new EnvironmentError(problems.join('\n'));
  return parsed.data;
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
