export type { Attempt, LinkPermit, Newcomer } from './attempts.ts';
export { checkProvider, type ProviderFinding } from './providers/check.ts';
export { openProvider, openProviders } from './providers/provider.ts';
export { providerName } from './schemas.ts';
export { socialService } from './service.ts';
export type { ProviderSettings } from './sites/site.ts';
