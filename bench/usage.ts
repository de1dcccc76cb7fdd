import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Seconds of CPU that a process has used, its threads and the kernel on its behalf included (proc_pid_stat(5)). */
export function cpuSeconds(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Seconds of CPU of the processes that a process started and that run no more. */
export function childrenCpuSeconds(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

/** The process that started another. */
export const parentOf = (pid: number): number => Number(statOf(pid)[1]);

/** From the third field on: the name in parentheses before it may hold anything. utime and stime are the 14th and 15th. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** As `cpuSeconds`, in nanoseconds and not in ticks of 10 ms, but without threads that have ended (sched-stats of the kernel). */
export function fineCpuSeconds(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const used = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return used.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
}

/** Seconds that all cores together were at work since the machine started, time stolen by other machines included. */
export function busySeconds(): number {
  const [user, nice, system, , , irq, softirq, steal] = ticks();
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND;
}

type Ticks = [number, number, number, number, number, number, number, number];

/** User, nice, system, idle, iowait, irq, softirq, steal (proc_stat(5)); guests are within user. */
function ticks(): Ticks {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  return line.trim().split(/\s+/).slice(1, 9).map(Number) as Ticks;
}

/** Bytes of memory that a process has in RAM. */
export function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** How many files a process started here may have open at once; Node raises its own limit that far. */
export function mostOpenFiles(): number {
  const [, most] = /^Max open files +\S+ +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return most === 'unlimited' ? Number.POSITIVE_INFINITY : Number(most);
}

/** Whether the kernel follows every connection, as it does for the rules of Docker or a firewall: each packet costs more then. */
function tracksConnections(): boolean {
  const tracked = '/proc/sys/net/netfilter/nf_conntrack_count';
  return existsSync(tracked) && Number(readFileSync(tracked, 'utf8')) > 0;
}

/** What the figures were measured on. */
export function machine() {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model,
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    tracks_connections: tracksConnections(),
    node: process.version,
    load_1m: Number(loadavg()[0]?.toFixed(2)),
  };
}
