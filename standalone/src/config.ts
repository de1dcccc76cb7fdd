import { chatVariables } from '@lantern/chat/config';
import { alsoWhenInvalid, commaList, logLevel, port, readEnvironment } from '@lantern/service/environment';
import { metricsVariables } from '@lantern/service/metrics';
import {
  examineWithProviders,
  kvVariables,
  lanternSecret,
  localeVariables,
  mailIsWhole,
  mailVariables,
  publicUrl,
  rateLimitFactor,
  readWithProviders,
  retentionVariables,
  sessionVariables,
  stripeIsWhole,
  stripeVariables,
  weatherVariables,
  withProviders,
} from '@lantern/web/config';
import { z } from 'zod';

/** Errors name no value, but these have to name the path. So the value must be a path, and not the key itself. */
const pathOfPem = z
  .string()
  .refine((text) => !/[\r\n]|-----/.test(text), 'takes the path of a file, not what is in it');

const schema = z.object({
  PORT: port.default(8080),
  HOST: z.string().default('127.0.0.1'),
  /** A certificate in PEM, with those that lead to its authority. */
  TLS_CERT: pathOfPem.optional(),
  TLS_KEY: pathOfPem.optional(),
  DATA_DIR: z.string().default('dump'),
  /** In mebibytes: with less free space beside DATA_DIR nothing is written. */
  DATA_MIN_FREE_MB: z.coerce.number().int().nonnegative().default(64),
  PUBLIC_URL: publicUrl.optional(),
  /** Absent: made on the first start and kept in DATA_DIR. */
  LANTERN_SECRET: lanternSecret.optional(),
  TRUSTED_PROXIES: commaList.default([]),
  RATE_LIMIT_FACTOR: rateLimitFactor.default(1),
  ...localeVariables,
  ...sessionVariables,
  ...retentionVariables,
  ...mailVariables,
  ...kvVariables,
  ...weatherVariables,
  ...stripeVariables,
  ...metricsVariables,
  /** The process is ended when its event loop has not turned for so long; 0: never. */
  STALL_SECONDS: z.coerce.number().int().nonnegative().max(3600).default(30),
  LOG_LEVEL: logLevel.default('warn'),
  ...chatVariables,
});

const tlsIsWhole = z.superRefine<Partial<z.infer<typeof schema>>>(
  ({ TLS_CERT, TLS_KEY, PUBLIC_URL }, { addIssue }) => {
    const issue = (path: string, message: string) => addIssue({ code: 'custom', path: [path], message });
    if (TLS_CERT && !TLS_KEY) issue('TLS_KEY', 'is required with TLS_CERT: the file with its key');
    if (TLS_KEY && !TLS_CERT) issue('TLS_CERT', 'is required with TLS_KEY: the file with its certificate');
    if (TLS_CERT && PUBLIC_URL?.startsWith('http:'))
      issue('PUBLIC_URL', 'has to begin with https: where TLS_CERT is set');
  },
  alsoWhenInvalid,
);

const whole = schema.check(mailIsWhole, stripeIsWhole, tlsIsWhole);

/** @throws EnvironmentError naming every variable that is wrong */
export const readConfig = (env: NodeJS.ProcessEnv) => readWithProviders(whole, env);

/** For who looks for mistakes: what is right, and every mistake. */
export const examineConfig = (env: NodeJS.ProcessEnv) => examineWithProviders(whole, env);

/** @returns undefined where no certificate is configured */
export function certificateFiles({ TLS_CERT: cert, TLS_KEY: key }: Partial<z.infer<typeof schema>>) {
  return cert && key ? { cert, key } : undefined;
}

/** What an environment says to Lantern; a file is named with `_FILE`. */
export function variablesOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(withProviders(whole, env).shape).flatMap((name) => [name, `${name}_FILE`]);
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

const consoleSchema = schema.pick({
  DATA_DIR: true,
  DATA_MIN_FREE_MB: true,
  LANTERN_SECRET: true,
  PUBLIC_URL: true,
});

/** What the console needs of the same variables. @throws EnvironmentError */
export const readConsoleConfig = (env: NodeJS.ProcessEnv) => readEnvironment(consoleSchema, env);
