import type { Endings } from './endings.ts';
import type { Passwords } from './passwords.ts';
import type { AccountRepository } from './repository.ts';

export type SetPassword = ReturnType<typeof passwordSetter>;

/** Gives an account a new password, for whoever has shown already that they may. */
export function passwordSetter(accounts: AccountRepository, hash: Passwords['hash'], endings: Endings) {
  /**
   * Who has the old password can no longer sign in; sessions, tokens and chat sockets of it end.
   *
   * @param password keeps the rules already: `newPassword` of schemas.ts, and `holdsName`
   * @returns the new epoch, and whether chat was told: if not, open sockets last until their tokens expire
   */
  return async (personId: string, password: string): Promise<{ epoch: number; chatTold: boolean }> => {
    const epoch = await accounts.changePassword(personId, await hash(password));
    return { epoch, chatTold: await endings.closeSockets(personId) };
  };
}
