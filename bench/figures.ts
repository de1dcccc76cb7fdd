export type Percentiles = { count: number; p50: number; p95: number; p99: number; max: number };

/** @param values in milliseconds, in any order */
export function percentiles(values: number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.trunc(sorted.length * share))] ?? 0);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = 0, high = low] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

export const round = (value: number, places = 1): number => Number(value.toFixed(places));

/** To three digits; a dash for what was not measured. */
export const number = (value?: number) =>
  value === undefined || Number.isNaN(value)
    ? '–'
    : Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 4 });

/** Undefined if one of them was not measured. */
export const quotient = (a?: number, b?: number) => (a === undefined || !b ? undefined : a / b);
