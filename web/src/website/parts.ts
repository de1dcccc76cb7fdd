import type { Cluster } from '@lantern/chat/cluster';
import type { Connection } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import type { Secrets } from '../crypto/secrets.ts';
import type { Quota } from '../kv/index.ts';
import type { Locale } from '../locales/locales.ts';
import type { MailService } from '../mail/index.ts';
import type { Payments } from '../membership/index.ts';
import type { WebMetrics } from '../metrics.ts';
import type { SharedState } from '../shared-state/shared-state.ts';
import type { ProviderSettings } from '../social/index.ts';
import type { Provider } from '../weather/index.ts';

/** What a website is built from; the ways of running differ in it only. */
export type WebsiteParts = {
  database: Connection;
  sharedState: SharedState;
  cluster: Cluster;
  secrets: Secrets;
  log: Logger;
  /** The locale for readers who name no language, or a neighbour of its language. */
  defaultLocale: Locale;
  /** Where to count; absent: nobody reads it. */
  metrics?: WebMetrics;
  /** Where people reach the site; absent: under whatever host they ask for. */
  publicUrl?: string | undefined;
  /** Absent: no mail is sent. With it there has to be a `publicUrl` for the links in it. */
  mail?: MailService | undefined;
  /** How much each account may keep in the key-value store; absent: as by default. */
  kvQuota?: Quota;
  /** Sites whose accounts let people in. With one there has to be a `publicUrl`, where they send people back to. */
  providers?: readonly ProviderSettings[];
  /** How long one of them may take to answer. */
  providerSeconds?: number;
  /** Who takes the money for memberships; absent: none are sold. With it there has to be a `publicUrl`. */
  payments?: Payments | undefined;
  /** Whom the weather is asked of; absent: the site knows none. */
  weather?: Provider | undefined;
  /** Whose `X-Forwarded-*` is believed (proxy-addr's names and addresses). */
  trustedProxies?: string[];
  /** Multiplies what `limits/limits.ts` allows. */
  rateLimitFactor?: number;
  /** How long somebody stays signed in on the pages at most, however active they are. */
  sessionSeconds?: number;
  /** How many days sign-ins stay in the history. */
  signInsKeptDays?: number;
  /** How the console is called where this site runs; absent: as with the services. */
  consoles?: string[];
  /** bcrypt's work factor. */
  passwordCost?: number;
  /** Milliseconds that an answer may take; absent: 15 seconds. */
  deadline?: number;
  /** Milliseconds that the body of a stranger's request may take; absent: 15 seconds. */
  bodyWithin?: number;
  /** Milliseconds from one deletion of what has expired to the next; absent: an hour. */
  retentionEvery?: number;
  /** Milliseconds since 1970: the clock that codes of apps go by. */
  now?: () => number;
};
