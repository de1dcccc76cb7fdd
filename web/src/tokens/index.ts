export { type Access, type RoomPass, type TokenService, tokenService } from './service.ts';
export { JWKS_MAX_AGE } from './signing-keys/key-schedule.ts';
export type { KeyService } from './signing-keys/key-service.ts';
export type { SigningKeys } from './signing-keys/signing-keys.ts';
