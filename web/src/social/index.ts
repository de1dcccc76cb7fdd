export type { Attempt, LinkPermit, Newcomer } from './attempts.ts';
export { checkProvider, type ProviderFinding } from './check.ts';
export { openProvider, openProviders } from './provider.ts';
export { providerName } from './schemas.ts';
export { socialService } from './service.ts';
export type { ProviderSettings } from './site.ts';
