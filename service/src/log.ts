import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/**
 * The service's log: one JSON line per event on standard output.
 *
 * Secrets must not reach it by accident: what commonly carries one is cut out here, whoever logs it.
 *
 * @param service `web`, `chat`, …: a field of every line
 * @param level pino's level name
 * @param options.destination where the lines go, standard output unless told
 * @param options.fields what else each line says, such as the id of the request that it is about
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

/**
 * Writes several lines at once: a system call for each is a tenth of what a short answer costs. A process that ends or fails
 * writes what is left; one that is killed loses the lines of its last quarter of a second.
 */
function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 250 });
}
