/** When something was missed; times in milliseconds since 1970, by the server's clock. */
export interface Gap {
  from: number;
  to: number;
  /** Whether something was heard meanwhile, but not all. */
  partial: boolean;
}

/**
 * What of a gap is news to the reader.
 *
 * @param cameAt when the reader first came: what was said before was not theirs to hear
 * @param told the gap that the log ends with, if it does
 * @returns nothing when it is told already
 */
export function newsOf(gap: Gap, cameAt: number, told: Gap | undefined): Gap | undefined {
  if (gap.to < cameAt) return undefined;
  const from = Math.min(Math.max(gap.from, cameAt), gap.to);
  const isTold = told !== undefined && told.from <= from && gap.to <= told.to;
  return isTold && (gap.partial || !told.partial) ? undefined : { ...gap, from };
}
