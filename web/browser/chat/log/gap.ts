/** A time in which messages were missed; in milliseconds since 1970, by the server's clock. */
export interface Gap {
  from: number;
  to: number;
  /** Whether only some of the messages were missed. */
  partial: boolean;
}

/**
 * The part of a gap that the reader does not know of.
 *
 * @param joinedAt when the reader first joined: earlier messages were not for them
 * @param lastNotice the gap that the last entry of the log reports, if it does
 * @returns undefined when there is nothing to report
 */
export function unreportedGap(gap: Gap, joinedAt: number, lastNotice: Gap | undefined): Gap | undefined {
  if (gap.to < joinedAt) return undefined;
  const from = Math.min(Math.max(gap.from, joinedAt), gap.to);
  const isReported = lastNotice !== undefined && lastNotice.from <= from && gap.to <= lastNotice.to;
  return isReported && (gap.partial || !lastNotice.partial) ? undefined : { ...gap, from };
}
