import type { Answer } from '../traffic/connections.ts';

/** `good`, or what came instead: `503`, `no answer`, `ECONNREFUSED`, `signed out`. */
type RequestRecord = { kind: string; sentAt: number; answeredAt: number; outcome: string };

/** So many good answers in a row, and none of another kind since, mean that the site is well. */
const WELL_AFTER = 20;

/** Every HTTP request, and what became of it. Times are of `performance.now()`. */
export class RequestLedger {
  readonly records: RequestRecord[] = [];

  /**
   * Records a request when its answer is there.
   *
   * @param isGood whether the answer is what was asked for; absent: any below 400
   */
  async record(
    kind: string,
    request: Promise<Answer>,
    isGood: (answer: Answer) => boolean = ({ status }) => status > 0 && status < 400,
  ): Promise<Answer> {
    const sentAt = performance.now();
    const answer = await request;
    const outcome = isGood(answer) ? 'good' : outcomeOf(answer);
    this.records.push({ kind, sentAt, answeredAt: performance.now(), outcome });
    return answer;
  }

  get failed(): RequestRecord[] {
    return this.records.filter(({ outcome }) => outcome !== 'good');
  }

  /** Failures by what came instead. */
  get outcomes(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { kind, outcome } of this.failed) {
      const name = `${outcome} (${kind})`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  /** Whether the last requests were all answered well. */
  isWell(since: number): boolean {
    const last = this.records.slice(-WELL_AFTER);
    return (
      last.length === WELL_AFTER &&
      last.every(({ outcome, answeredAt }) => outcome === 'good' && answeredAt >= since)
    );
  }

  /** Milliseconds from when the first request failed until the first good answer after the last one; 0 if none did. */
  get outage(): number {
    const firstFailed = Math.min(...this.failed.map(({ sentAt }) => sentAt));
    return Number.isFinite(firstFailed) ? this.recovery(firstFailed) : 0;
  }

  /**
   * @param fault when it began
   * @returns milliseconds from it until the first good answer after the last request that failed; 0 if none did
   */
  recovery(fault: number): number {
    const lastFailed = Math.max(...this.failed.map(({ sentAt }) => sentAt));
    if (lastFailed === Number.NEGATIVE_INFINITY) return 0;
    const good = this.records
      .filter(({ outcome, sentAt }) => outcome === 'good' && sentAt > lastFailed)
      .map(({ answeredAt }) => answeredAt);
    return Math.max(0, Math.min(...good) - fault);
  }
}

function outcomeOf({ status, fault, headers }: Answer): string {
  if (status === 0) return fault ?? 'no answer';
  if (status >= 300 && status < 400 && headers.get('location')?.includes('/login')) return 'signed out';
  return String(status);
}
