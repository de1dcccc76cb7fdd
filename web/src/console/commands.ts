import { createSuperuser } from './accounts/create-superuser.ts';
import { disableUser } from './accounts/disable-user.ts';
import { enableUser } from './accounts/enable-user.ts';
import { listUsers } from './accounts/list-users.ts';
import { resetLink } from './accounts/reset-link.ts';
import { resetPassword } from './accounts/reset-password.ts';
import { resetTwoFactor } from './accounts/reset-two-factor.ts';
import { revokeSuperuser } from './accounts/revoke-superuser.ts';
import { backup } from './backup/backup.ts';
import { backupSecret } from './backup/backup-secret.ts';
import { restore } from './backup/restore.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor/doctor.ts';
import { importFilms } from './films/import-films.ts';
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
  backup,
  restore,
  backupSecret,
  doctor,
];
