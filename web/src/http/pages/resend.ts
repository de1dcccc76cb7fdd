import type { Request } from 'express';

/** What a form held that was not accepted because the page was too old, ready to be sent again. */
export type Resend = {
  /** Where the form is sent to. */
  action: string;
  /** What was typed or chosen. */
  fields: { name: string; value: string }[];
  /** The names of its passwords: these are typed again, so that no page holds one. */
  passwords: string[];
};

const MOST_FIELDS = 50;

/**
 * Reads a form out of a request that was refused. Only one that a page of this site sent: what another site fills in must not
 * be one press away from being sent with a good token.
 *
 * @returns undefined when there is nothing to send again, or it came from elsewhere
 */
export function resendable(req: Request): Resend | undefined {
  if (req.method !== 'POST' || !req.is('urlencoded') || !isSentFromHere(req)) return undefined;
  const { _csrf, ...typed } = (req.body ?? {}) as Record<string, unknown>;
  const entries = Object.entries(typed).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as const),
  );
  if (entries.length > MOST_FIELDS) return undefined;
  const isPassword = (name: string) => /password/.test(name);
  return {
    action: req.path,
    fields: entries.flatMap(([name, value]) =>
      typeof value === 'string' && !isPassword(name) ? [{ name, value }] : [],
    ),
    passwords: [...new Set(entries.map(([name]) => name).filter(isPassword))],
  };
}

/** Browsers say so in one of these; `sameOrigin` has refused those that name another site. */
const isSentFromHere = ({ headers }: Request) =>
  headers['sec-fetch-site'] === 'same-origin' || (headers.origin !== undefined && headers.origin !== 'null');
