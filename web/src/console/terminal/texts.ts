import errors from '../../../locales/en/errors.json' with { type: 'json' };
import { LanternError } from '../../errors.ts';
import { Failure } from '../failure.ts';

/** What the sign-up page says of a broken rule, in English. */
export function ruleText(code: string): string {
  return (errors.fields as Record<string, string>)[code] ?? code;
}

/** A failure in a line for people, or undefined when nobody foresaw it. */
export function failureText(error: unknown): string | undefined {
  if (error instanceof Failure) return error.message;
  if (!(error instanceof LanternError)) return undefined;
  const [rule] = Object.values(error.fields ?? {});
  return rule ? ruleText(rule) : errors[error.code].detail;
}
