import { type Check, type Finding, ok, warning, wrong } from '../finding.ts';
import type { ExaminedDatabase } from '../instance.ts';

/** A code of an app is good for half a minute, and one more. */
const MOST_SECONDS = 20;
/** Those of one machine differ by no more than the way to it. */
const SLIGHT_SECONDS = 2;
const WITHIN_MS = 5000;

export type ClockParts = {
  opening: Promise<ExaminedDatabase | undefined>;
  /** Other sites that are configured, for weather and payments, say. Their answers tell the time (`Date`, RFC 9110). */
  witnesses: string[];
};

/** Whether this machine's clock is right, and whether the database's shows the same: codes of apps and tokens depend on it. */
export const clockCheck = ({ opening, witnesses }: ClockParts): Check => ({
  name: 'clock',
  async *findings() {
    const behind = await behindWitness(witnesses);
    if (behind === undefined)
      yield ok(
        `shows ${new Date().toISOString()}; no other site is configured that could be asked whether that is right`,
      );
    else yield judged(behind, 'of this machine', MOST_SECONDS);
    const database = await opening.catch(() => undefined);
    const asked = Date.now();
    const shown = await database?.now().catch(() => undefined);
    if (shown === undefined) return;
    // Half of the way there and back.
    yield judged(
      ((asked + Date.now()) / 2 - shown) / 1000,
      'of the database, as against this machine’s,',
      SLIGHT_SECONDS,
    );
  },
});

/** @returns how many seconds this machine's clock is behind; undefined when nobody answered */
async function behindWitness(witnesses: string[]): Promise<number | undefined> {
  for (const url of witnesses) {
    try {
      const asked = Date.now();
      const answer = await fetch(url, {
        method: 'HEAD',
        redirect: 'manual',
        signal: AbortSignal.timeout(WITHIN_MS),
      });
      const date = Date.parse(answer.headers.get('date') ?? '');
      // It is cut to the second.
      if (!Number.isNaN(date)) return (date + 500 - (asked + Date.now()) / 2) / 1000;
    } catch {
      // The next one may answer.
    }
  }
  return undefined;
}

/** @param seconds how much it is behind */
function judged(seconds: number, whose: string, most: number): Finding {
  const off = Math.abs(seconds);
  if (off <= SLIGHT_SECONDS) return ok(`that ${whose} is right`);
  const text = `that ${whose} is ${Math.round(off)} seconds ${seconds > 0 ? 'slow' : 'fast'}: set it by NTP (timedatectl set-ntp true)`;
  return off > most ? wrong(`${text}, or codes of apps and new tokens are refused`) : warning(text);
}
