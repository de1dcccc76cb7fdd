export type { Challenge } from './challenges.ts';
export { type NoRelyingParty, type RelyingParty, relyingParty } from './relying-party.ts';
export { credentialId } from './schemas.ts';
export type { PasskeyRotation } from './service.ts';
