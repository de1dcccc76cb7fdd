import type { Examined } from '@lantern/service/environment';
import type { ProviderSettings } from '../../social/index.ts';
import type { Check } from './finding.ts';
import type { DatabaseState } from './repository.ts';

/** The variables that are looked at whichever way Lantern runs. */
export type Settings = {
  PUBLIC_URL?: string | undefined;
  TRUSTED_PROXIES?: string[] | undefined;
  SMTP_URL?: string | undefined;
  REDIS_URL?: string | undefined;
  OPENWEATHERMAP_API_KEY?: string | undefined;
  OPENWEATHERMAP_URL?: string | undefined;
  STRIPE_SECRET_KEY?: string | undefined;
  STRIPE_PRICE_ID?: string | undefined;
  STRIPE_API_URL?: string | undefined;
};

/** A database that is looked at and left as it is. */
export type ExaminedDatabase = {
  state(): Promise<DatabaseState>;
  /** What its clock shows, in milliseconds since 1970. */
  now(): Promise<number>;
  /** Names of the keys that sign this instance's tokens; nobody else's has the same. */
  keyIds(): Promise<string[]>;
  /** Whether the keys in it were encrypted with the instance's secret; undefined when there are none yet. */
  secretFits(): Promise<boolean | undefined>;
  close(): Promise<void>;
};

export type DatabaseOfInstance = {
  /** Where it is, for people. */
  place: string;
  /** What to do when it cannot be opened. */
  remedy: string;
  /** @returns undefined when there is none yet */
  open(): Promise<ExaminedDatabase | undefined>;
};

/** What the doctor looks at, in whichever way Lantern runs. */
export type Instance = {
  environment: Examined<Settings> & { providers: ProviderSettings[] };
  /** Variables that the running server was started with otherwise. */
  differing: string[];
  /** LANTERN_SECRET, if it is known. */
  secret: string | undefined;
  /** Whether requests come through Lantern's gateway: a trusted proxy that passes on the scheme it was reached by. */
  hasGateway: boolean;
  /** Absent when the configuration does not tell where it is. */
  database: DatabaseOfInstance | undefined;
  /** What concerns this way of running only. */
  checks: Check[];
};
