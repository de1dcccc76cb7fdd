export { type Codes, kindOf } from './codes/codes.ts';
export type { TwoFactorReset } from './reset.ts';
export { signInCode } from './schemas.ts';
export { twoFactorService } from './service.ts';
