import type { Configuration } from 'openid-client';

export type ProviderClient = {
  /** Finds out where everything of a provider is, each time that it is needed: nothing at the start, and nothing twice at once. */
  find(): Promise<Configuration>;
  /** One that knows the provider's keys of now, where `used` is older than `ASKED_AGAIN_AFTER_MS`; else undefined. */
  findNewer(used: Configuration): Promise<Configuration | undefined>;
};
