import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/**
 * The service's log: one JSON line per event on standard output.
 *
 * Secrets must not reach it by accident: what commonly carries one is cut out here, whoever logs it.
 *
 * @param service `web`, `chat`, …: a field of every line
 * @param level pino's level name
 * @param destination where the lines go, standard output unless told
 */
export function createLog(service: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    redact: {
      paths: ['authorization', 'cookie', 'password', 'token', 'secret'].flatMap((name) => [
        name,
        `*.${name}`,
        `*.*.${name}`,
      ]),
      censor: '[cut]',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
