import { busySeconds, fineCpuSeconds, residentBytes } from '../../usage.ts';

export type Used = {
  /** Of each process that was named. */
  cpu_s: Record<string, number>;
  /** The load itself. */
  load_cpu_s: number;
  /** What everybody else did on this machine. */
  other_cpu_s: number;
  span_s: number;
};

/** Reads what processes use, the one it runs in included. */
export class Meter {
  readonly #pids: Record<string, number>;
  readonly #start = performance.now();
  readonly #cpu: Record<string, number>;
  readonly #own = ownSeconds();
  readonly #busy = busySeconds();

  /** Counts from now on. */
  constructor(pids: Record<string, number>) {
    this.#pids = pids;
    this.#cpu = each(pids, fineCpuSeconds);
  }

  used(): Used {
    const now = each(this.#pids, fineCpuSeconds);
    const cpu_s = Object.fromEntries(
      Object.entries(now).map(([name, seconds]) => [name, seconds - (this.#cpu[name] ?? 0)]),
    );
    const load_cpu_s = ownSeconds() - this.#own;
    const busy = busySeconds() - this.#busy;
    const known = Object.values(cpu_s).reduce((sum, seconds) => sum + seconds, load_cpu_s);
    return { cpu_s, load_cpu_s, other_cpu_s: busy - known, span_s: (performance.now() - this.#start) / 1000 };
  }
}

/** Bytes in RAM of each process. */
export const resident = (pids: Record<string, number>) => each(pids, residentBytes);

function each(pids: Record<string, number>, read: (pid: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, read(pid)]));
}

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
