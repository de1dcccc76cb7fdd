import { chatVariables } from '@lantern/chat/config';
import { commaList, logLevel, port, readEnvironment } from '@lantern/service/environment';
import {
  examineWithProviders,
  kvVariables,
  lanternSecret,
  mailIsWhole,
  mailVariables,
  publicUrl,
  rateLimitFactor,
  readWithProviders,
  sessionVariables,
  stripeIsWhole,
  stripeVariables,
  weatherVariables,
  withProviders,
} from '@lantern/web/config';
import { z } from 'zod';

const schema = z.object({
  PORT: port.default(8080),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('dump'),
  /** In mebibytes: with less free space beside DATA_DIR nothing is written. */
  DATA_MIN_FREE_MB: z.coerce.number().int().nonnegative().default(64),
  PUBLIC_URL: publicUrl.optional(),
  /** Absent: made on the first start and kept in DATA_DIR. */
  LANTERN_SECRET: lanternSecret.optional(),
  TRUSTED_PROXIES: commaList.default([]),
  RATE_LIMIT_FACTOR: rateLimitFactor.default(1),
  ...sessionVariables,
  ...mailVariables,
  ...kvVariables,
  ...weatherVariables,
  ...stripeVariables,
  LOG_LEVEL: logLevel.default('warn'),
  ...chatVariables,
});

const whole = schema.check(mailIsWhole, stripeIsWhole);

/** @throws EnvironmentError naming every variable that is wrong */
export const readConfig = (env: NodeJS.ProcessEnv) => readWithProviders(whole, env);

/** For who looks for mistakes: what is right, and every mistake. */
export const examineConfig = (env: NodeJS.ProcessEnv) => examineWithProviders(whole, env);

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
