export type { Confirm } from './confirmation.ts';
export { displayName } from './display-name.ts';
export type { Endings } from './endings.ts';
export type { ProfileService } from './profile.ts';
export type { AccountRecovery } from './recovery.ts';
export type { AfterReset, KnownPerson, Person } from './repository.ts';
export {
  credentials,
  currentPassword,
  deletionForm,
  type NewAccount,
  newAccount,
  newPassword,
  passwordChange,
  profileForm,
  signInPage,
  signUp,
} from './schemas.ts';
export type { Asker, TellOwner } from './security-notice.ts';
export { type AccountService, accountService } from './service.ts';
export type { SetPassword } from './set-password.ts';
export { shownSignIns } from './shown-sign-ins.ts';
export type { KnownDevice } from './sign-in-counts.ts';
export type { Caller, SignInMethod } from './sign-in-history.ts';
