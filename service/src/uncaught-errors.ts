import type { Logger } from './log.ts';

/**
 * Logs uncaught errors and lets the process go on. If it ended, all members would pay for one request, and an attacker who
 * repeats that request would keep it down. Nothing relies on this: docs/decisions/0025.
 */
export function logUncaughtErrors(log: Logger): void {
  const tell = (kind: string) => (error: unknown) => {
    const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: undefined };
    // The message is left out: that of a query holds its values.
    const frames = stack?.slice(Math.max(0, stack.indexOf('\n    at ')));
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    log.error({ kind, err: { name, code, stack: frames } }, 'nobody caught this: please report it');
  };
  process.on('uncaughtException', tell('exception'));
  process.on('unhandledRejection', tell('rejection'));
}
