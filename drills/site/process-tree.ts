import { readdirSync, readFileSync } from 'node:fs';

type Process = { pid: number; name: string };

/** A process and all that it started and that still run (proc_pid_task(5)). */
export function processTree(pid: number): Process[] {
  try {
    const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return [{ pid, name }, ...children.flatMap(processTree)];
  } catch {
    // It has ended meanwhile.
    return [];
  }
}
