export type { Confirm } from './confirmation.ts';
export type { SetPassword } from './passwords/set-password.ts';
export { displayName, type Named } from './profile/display-name.ts';
export type { ProfileService } from './profile/profile.ts';
export type { AccountRecovery } from './recovery.ts';
export type { Account, AfterReset, CurrentUser, SignInRef } from './repository.ts';
export type { Revocation } from './revocation.ts';
export {
  credentials,
  currentPassword,
  deletionForm,
  type NewAccount,
  newAccount,
  newPassword,
  passwordChange,
  profileForm,
  signInListReply,
  signUp,
} from './schemas.ts';
export type { NotifyOwner, Requester } from './security-mail.ts';
export { type AccountService, accountService } from './service.ts';
export type { FirstFactor } from './sign-ins/first-factor.ts';
export type { PasswordSignIn } from './sign-ins/password-sign-in.ts';
export { shownSignIns } from './sign-ins/shown-sign-ins.ts';
export type { KnownDevice } from './sign-ins/sign-in-counts.ts';
export type { Caller, SessionOrFamily, SignInHistory, SignInMethod } from './sign-ins/sign-in-history.ts';
