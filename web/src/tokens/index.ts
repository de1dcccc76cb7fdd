export { type Access, type RoomPass, type TokenService, tokenService } from './service.ts';
export type { KeyRotation } from './signing-keys/key-rotation.ts';
export { JWKS_MAX_AGE } from './signing-keys/key-schedule.ts';
export type { SigningKeys } from './signing-keys/signing-keys.ts';
