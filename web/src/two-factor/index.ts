export type { TwoFactorReset } from './reset.ts';
export { signInCode } from './schemas.ts';
export type { PendingSignIn, SecondFactor } from './second-factor.ts';
export { twoFactorService } from './service.ts';
