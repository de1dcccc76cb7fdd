import type { Command } from './command.ts';
import { createSuperuser } from './create-superuser.ts';
import { disableUser } from './disable-user.ts';
import { doctor } from './doctor.ts';
import { enableUser } from './enable-user.ts';
import { importFilms } from './import-films.ts';
import { listUsers } from './list-users.ts';
import { resetLink } from './reset-link.ts';
import { resetPassword } from './reset-password.ts';
import { resetTwoFactor } from './reset-two-factor.ts';
import { revokeSuperuser } from './revoke-superuser.ts';
import { rotateKeys } from './rotate-keys.ts';

/** Every command, as the help lists them. */
export const commands: Command[] = [
  createSuperuser,
  revokeSuperuser,
  resetPassword,
  resetLink,
  resetTwoFactor,
  disableUser,
  enableUser,
  listUsers,
  importFilms,
  rotateKeys,
  doctor,
];
