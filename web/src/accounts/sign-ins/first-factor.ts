import type { Account } from '../repository.ts';
import type { SignInMethod } from './sign-in-history.ts';

declare const verified: unique symbol;

/**
 * What a way in shows: that whoever asks is the owner of an account. It signs nobody in; the sign-in pipeline (`sign-in/`) takes it
 * from here. Only accounts makes one: of a right password, of a new account, of the owner of a passkey or a linked account.
 */
export type FirstFactor = {
  /** With the epoch under which the way in was found to be good: a later epoch may have taken that way in away. */
  readonly account: Account;
  readonly method: SignInMethod;
  /** `two`: it stands for two factors, as a passkey does. */
  readonly factors: 'one' | 'two';
  readonly [verified]: true;
};

/** See `FirstFactor`. It is not exported from accounts. */
export const firstFactor = (
  account: Account,
  method: SignInMethod,
  factors: FirstFactor['factors'] = 'one',
): FirstFactor => ({ account, method, factors }) as FirstFactor;
