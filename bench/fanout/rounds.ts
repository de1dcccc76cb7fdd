import { median } from '../figures.ts';
import { options } from './options.ts';
import { undisturbed, waitForQuiet } from './quiet.ts';

export type Figures = Record<string, number>;
export type Run = {
  /** Whether everything arrived as it must. */
  ok: boolean;
  error?: string;
  /** What others did on this machine meanwhile, and how long it took. */
  other_cpu_s: number;
  span_s: number;
  figures: Figures;
  /** What is not a number. */
  detail?: unknown;
};
export type Summary = {
  runs: { all: number; ok: number; quiet: number };
  errors: string[];
  /** Medians of the quiet runs, or of all that went well if none was quiet. */
  figures: Figures;
  detail?: unknown;
};

export type Rounds<Side extends string> = {
  sides: readonly Side[];
  rounds: number;
  run(side: Side): Promise<Run>;
  /** Called with what came out of each run. */
  report(line: string): void;
};

/**
 * Runs each side in turns, so that what else the machine does meets all; every other round in reverse, so that none is
 * always the one after another. What others disturbed is repeated.
 */
export async function inRounds<Side extends string>({
  sides,
  rounds,
  run,
  report,
}: Rounds<Side>): Promise<Record<Side, Summary>> {
  const runs = Object.fromEntries(sides.map((side) => [side, []])) as unknown as Record<Side, Run[]>;
  for (let round = 0; round < rounds; round += 1)
    for (const side of round % 2 ? sides.toReversed() : sides)
      for (let attempt = 0; attempt < options.attempts; attempt += 1) {
        await waitForQuiet();
        const one = await run(side).catch(failed);
        runs[side].push(one);
        report(`#${round + 1} ${side}: ${one.error ?? line(one)}`);
        if (!one.ok || undisturbed(one)) break;
      }
  return Object.fromEntries(sides.map((side) => [side, summary(runs[side])])) as Record<Side, Summary>;
}

function failed(error: Error): Run {
  return { ok: false, error: error.message, other_cpu_s: 0, span_s: 0, figures: {} };
}

function line({ figures, other_cpu_s }: Run): string {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return `${told.join(', ')}; others ${other_cpu_s.toFixed(2)} s`;
}

export function summary(runs: Run[]): Summary {
  const ok = runs.filter((run) => run.ok);
  const quiet = ok.filter(undisturbed);
  const counted = quiet.length > 0 ? quiet : ok;
  const names = Object.keys(counted[0]?.figures ?? {});
  const detail = counted.at(-1)?.detail;
  return {
    runs: { all: runs.length, ok: ok.length, quiet: quiet.length },
    errors: runs.flatMap(({ error }) => error ?? []),
    figures: Object.fromEntries(
      names.map((name) => [name, median(counted.map(({ figures }) => figures[name] ?? 0))]),
    ),
    ...(detail === undefined ? {} : { detail }),
  };
}
