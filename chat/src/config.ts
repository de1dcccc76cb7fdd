import { commaList, logLevel, port, readEnvironment } from '@lantern/service/environment';
import { metricsVariables } from '@lantern/service/metrics';
import { redisUrl } from '@lantern/service/redis-url';
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { publicKeySet } from './handshake/keys.ts';

const origin = z.string().refine((text) => URL.parse(text)?.origin === text && /^https?:/.test(text), {
  error: 'takes origins like https://chat.example.org, without a path, separated by commas',
});

/** The environment variables of the chat service, whether it runs alone or within another process. */
export const chatVariables = {
  CHAT_MESSAGES_PER_MINUTE: z.coerce.number().int().min(1).default(100),
  CHAT_SOCKETS_PER_PERSON: z.coerce.number().int().min(1).default(10),
  ALLOWED_ORIGINS: commaList.pipe(z.array(origin)).default([]),
};

const variables = z
  .object({
    PORT: port.default(8082),
    HOST: z.string().default('127.0.0.1'),
    LOG_LEVEL: logLevel.default('info'),
    REDIS_URL: redisUrl.optional(),
    JWKS_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
    ROOM_TOKEN_JWKS: publicKeySet.optional(),
    COMMANDS_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
    ...metricsVariables,
    ...chatVariables,
  })
  .refine((values) => (values.JWKS_URL === undefined) !== (values.ROOM_TOKEN_JWKS === undefined), {
    path: ['JWKS_URL'],
    error:
      'set either JWKS_URL or ROOM_TOKEN_JWKS: where the public keys of room tokens are, or the keys themselves',
  });

export type ChatConfig = {
  port: number;
  host: string;
  logLevel: string;
  redisUrl: string | undefined;
  keys: { url: URL } | { set: JSONWebKeySet };
  /** Web's `POST /commands`. */
  commandsUrl: URL | undefined;
  /** An address of web's, where it can be asked about tokens. */
  webUrl: URL | undefined;
  messagesPerMinute: number;
  socketsPerPerson: number;
  allowedOrigins: string[];
  metrics: Pick<z.infer<typeof variables>, 'METRICS_PORT' | 'METRICS_HOST'>;
};

/**
 * Reads the chat service's configuration.
 *
 * @param env usually `process.env`
 * @throws EnvironmentError naming every variable that is missing or wrong
 */
export function readConfig(env: NodeJS.ProcessEnv): ChatConfig {
  const values = readEnvironment(variables, env);
  const webUrl = values.COMMANDS_URL ?? values.JWKS_URL;
  return {
    port: values.PORT,
    host: values.HOST,
    logLevel: values.LOG_LEVEL,
    redisUrl: values.REDIS_URL,
    keys: values.ROOM_TOKEN_JWKS ? { set: values.ROOM_TOKEN_JWKS } : { url: new URL(values.JWKS_URL ?? '') },
    commandsUrl: values.COMMANDS_URL ? new URL(values.COMMANDS_URL) : undefined,
    webUrl: webUrl ? new URL(webUrl) : undefined,
    messagesPerMinute: values.CHAT_MESSAGES_PER_MINUTE,
    socketsPerPerson: values.CHAT_SOCKETS_PER_PERSON,
    allowedOrigins: values.ALLOWED_ORIGINS,
    metrics: { METRICS_PORT: values.METRICS_PORT, METRICS_HOST: values.METRICS_HOST },
  };
}
