import type { RequestHandler } from 'express';

/** `GET /health/live`: the process answers. */
export const live: RequestHandler = (_req, res) => {
  res.json({ status: 'ok' });
};

/** `GET /health/ready`: what it needs answers too; otherwise 503, and which part does not. */
export function ready(parts: Record<string, () => Promise<unknown>>): RequestHandler {
  return async (_req, res) => {
    const names = Object.keys(parts);
    const results = await Promise.allSettled(names.map((name) => parts[name]?.()));
    const down = names.filter((_, at) => results[at]?.status === 'rejected');
    res
      .status(down.length === 0 ? 200 : 503)
      .json({ status: down.length === 0 ? 'ok' : 'unavailable', down });
  };
}
