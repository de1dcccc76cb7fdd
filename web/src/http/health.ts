import type { Connection } from '@lantern/db';
import { settlesWithin } from '@lantern/service/liveness';
import type { RequestHandler } from 'express';

/** `GET /health/live`: the process answers. */
export const live: RequestHandler = (_req, res) => {
  res.json({ status: 'ok' });
};

/** In milliseconds: whoever asks waits no longer than two seconds. */
const ANSWER_MS = 1500;

export type Readiness = () => Promise<Record<string, boolean>>;

/**
 * Whether each part answers, and soon. One that has not answered yet is not asked again: the questions of who asks every few
 * seconds would fill all its connections.
 */
export function readinessOf(parts: Record<string, () => Promise<unknown>>): Readiness {
  const asked = new Map<string, Promise<boolean>>();
  const isUp = (name: string) => {
    const answer =
      asked.get(name) ??
      Promise.resolve(parts[name]?.()).then(
        () => true,
        () => false,
      );
    asked.set(name, answer);
    answer.then(() => asked.delete(name));
    return Promise.race([answer, settlesWithin(answer, ANSWER_MS)]);
  };
  return async () => {
    const names = Object.keys(parts);
    const up = await Promise.all(names.map(isUp));
    return Object.fromEntries(names.map((name, at) => [name, up[at] === true]));
  };
}

/** `GET /health/ready`: what it needs answers too; otherwise 503, and which part does not. */
export function ready(check: Readiness): RequestHandler {
  return async (_req, res) => {
    const parts = await check();
    const down = Object.keys(parts).filter((name) => !parts[name]);
    res
      .status(down.length === 0 ? 200 : 503)
      .json({ status: down.length === 0 ? 'ok' : 'unavailable', down });
  };
}

/** A standby, a primary that was made read-only and an embedded database without space answer, and take nothing in. @throws then */
export async function takesWrites(connection: Connection): Promise<void> {
  const { rows } = await connection.query(`select current_setting('transaction_read_only') as "readOnly"`);
  if (rows[0]?.readOnly === 'on') throw new Error('the database takes no writes');
}
