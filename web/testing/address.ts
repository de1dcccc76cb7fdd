import { randomBytes } from 'node:crypto';

/** An address that nobody else comes from, in this run of the tests or another: limits are counted in a Redis that many share. */
export function freshAddress(): string {
  const [high, low] = [randomBytes(2), randomBytes(2)].map((bytes) => bytes.toString('hex'));
  return `2001:db8:${high}:${low}::1`;
}
