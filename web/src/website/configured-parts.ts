import type { Logger } from '@lantern/service/log';
import type { readConfig } from '../config.ts';
import { openMail } from '../mail/smtp.ts';
import { openStripe } from '../membership/stripe.ts';
import { openWeather } from '../weather/open-weather-map.ts';

type Config = ReturnType<typeof readConfig>;
/** Of the website's variables those that every way of running has. */
type SharedConfig = Omit<
  Config,
  | 'PORT'
  | 'HOST'
  | 'DATABASE_URL'
  | 'REDIS_URL'
  | 'LANTERN_SECRET'
  | 'LOG_LEVEL'
  | 'SESSION_IDLE_SECONDS'
  | 'METRICS_PORT'
  | 'METRICS_HOST'
>;

/** The parts of a website that the environment alone tells. Whoever takes them closes `mail`, when the website is closed. */
export function configuredParts(config: SharedConfig, log: Logger) {
  return {
    publicUrl: config.PUBLIC_URL,
    defaultLocale: config.DEFAULT_LOCALE,
    providers: config.providers,
    mail: openMail(config, log),
    kvQuota: { keys: config.KV_MAX_KEYS, bytes: config.KV_MAX_BYTES },
    payments: openStripe(config, { log }),
    weather: openWeather(config, log),
    trustedProxies: config.TRUSTED_PROXIES,
    rateLimitFactor: config.RATE_LIMIT_FACTOR,
    sessionSeconds: config.SESSION_ABSOLUTE_SECONDS,
    signInsKeptDays: config.SIGN_INS_KEPT_DAYS,
  };
}
