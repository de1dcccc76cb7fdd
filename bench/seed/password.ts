/** Of everybody who is seeded. */
export const PASSWORD = 'Benchmark 1 harbour';
