/** As many keep connections to the site, and to Postgres from pgbench. */
export const KV_CONNECTIONS = 8;
const KEYS = 100;

/** @param what makes them other keys than those of other batches */
export const keysOf = (what: string) => Array.from({ length: KEYS }, (_, n) => `${what}/${n}`);

/** About 100 bytes each. */
export const valuesOf = () =>
  Array.from({ length: KEYS }, (_, n) => ({
    id: n,
    name: 'Вера',
    lamps: [1, 2.5, null],
    note: 'x'.repeat(40),
  }));

/** The pairs of one batch. */
export function pairsOf(what: string): Record<string, unknown> {
  const values = valuesOf();
  return Object.fromEntries(keysOf(what).map((key, n) => [key, values[n]]));
}

/** The body of a batch of just under ten megabytes, in ten thousand keys. */
export function largeBody(what: string): string {
  const data: Record<string, unknown> = {};
  for (let n = 0; n < 10_000; n++) data[`${what}/${n}`] = { n, note: 'Harbour "lights" \\ '.repeat(45) };
  return JSON.stringify({ data });
}
