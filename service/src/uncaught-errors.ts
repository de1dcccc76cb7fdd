import type { Logger } from './log.ts';

/**
 * What nobody caught is told to the log, and the process goes on: everybody in it would pay for what one request did, and who
 * finds out how to do it again would keep it down. Nothing relies on this: docs/decisions/0025.
 */
export function logUncaughtErrors(log: Logger): void {
  const tell = (kind: string) => (error: unknown) => {
    const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: undefined };
    // Not the message: a query's holds what it was asked with.
    const frames = stack?.slice(Math.max(0, stack.indexOf('\n    at ')));
    const code = (error as NodeJS.ErrnoException | undefined)?.code;
    log.error({ kind, err: { name, code, stack: frames } }, 'nobody caught this: please report it');
  };
  process.on('uncaughtException', tell('exception'));
  process.on('unhandledRejection', tell('rejection'));
}
