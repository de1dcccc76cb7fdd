import type { Request, Response } from 'express';
import { LanternError } from '../../errors.ts';

type Submission = {
  /** The form's template; it gets `values`, `fields` and `error` beside what `data` returns. */
  view: string;
  data: () => object | Promise<object>;
  /** Answers the request itself when all is well. */
  action: () => Promise<void>;
};

/**
 * Runs what a form asks for. When it is refused, shows the form again with the reason at its field, and with what was
 * typed, but never a password.
 */
export async function submit(req: Request, res: Response, { view, data, action }: Submission): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof LanternError) || error.status >= 500) throw error;
    if (error.retryAfter) res.setHeader('Retry-After', error.retryAfter);
    res.status(error.status).render(view, {
      ...(await data()),
      values: typedValues(req.body),
      fields: error.fields ?? {},
      error: error.code,
    });
  }
}

/**
 * For a page whose address is a secret. Not `no-referrer`: with it browsers send `Origin: null` along with the form, which is
 * what a foreign page sends (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
 */
export function keepAddressPrivate(res: Response): void {
  res.set('Referrer-Policy', 'strict-origin');
}

/** What a form holds, apart from its token. Untrusted. */
export function inputOf(req: Request): Record<string, unknown> {
  const { _csrf, ...input } = (req.body ?? {}) as Record<string, unknown>;
  return input;
}

function typedValues(body: unknown): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(body ?? {})) {
    if (typeof value === 'string' && !/password|_csrf/.test(name)) values[name] = value;
  }
  return values;
}
