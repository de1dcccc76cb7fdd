import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/**
 * The service's log: one JSON line per event on standard output.
 *
 * Secrets must not reach it by accident: fields that commonly hold one are cut out of every line.
 *
 * @param service `web`, `chat`, …: a field of every line
 * @param level pino's level name
 * @param options.destination where the lines go; absent: standard output
 * @param options.fields makes further fields of each line, such as the id of its request
 */
export function createLog(
  service: string,
  level: string,
  { destination, fields }: { destination?: DestinationStream; fields?: () => object } = {},
): Logger {
  const options = {
    level,
    base: { service },
    ...(fields && { mixin: fields }),
    redact: {
      paths: ['authorization', 'cookie', 'password', 'token', 'secret'].flatMap((name) => [
        name,
        `*.${name}`,
        `*.*.${name}`,
      ]),
      censor: '[cut]',
    },
  };
  return pino(options, destination ?? standardOutput());
}

/** In milliseconds: what is logged within this time is written at once. */
const TOGETHER = 10;

/**
 * Writes several lines at once: a system call for each line would be a tenth of the cost of a short answer. A process that ends or
 * fails writes what is left; one that is killed loses the lines of its last ten milliseconds.
 */
function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, minLength: 8192 });
  let waits = false;
  process.once('exit', () => output.flushSync());
  return {
    write(line) {
      output.write(line);
      if (waits) return;
      waits = true;
      setTimeout(() => {
        waits = false;
        output.flush();
      }, TOGETHER).unref();
    },
  };
}
