import { Piscina } from 'piscina';

/**
 * Threads for work that would hold up everybody else's. What fails in one fails for who asked for it: the next gets a new
 * thread.
 *
 * @param filename of a module whose default export does one job
 */
export function openWorkers<Job, Result>(filename: URL, options: { minThreads: number; maxThreads: number }) {
  const pool = new Piscina<Job, Result>({ ...options, filename: filename.href, idleTimeout: 30_000 });
  // A thread that fails between two jobs, or after it has answered: without a listener that ends the process.
  pool.on('error', () => {});
  return pool;
}
