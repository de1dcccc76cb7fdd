import type { Logger } from '@lantern/service/log';
import type { CurrentUser } from '../accounts/index.ts';
import { may } from '../permissions.ts';
import type { Act } from './log/repository.ts';

/**
 * Writes what a holder of `rooms.moderate_any` does in a room to the service's log as well: it is the business of who runs the
 * instance, who cannot see the logs of rooms that are deleted.
 */
export function administratorLog(log: Logger) {
  return (actor: CurrentUser, entry: { act: Act; room_id: string; user_id?: string }): void => {
    if (may(actor, 'rooms.moderate_any'))
      log.info({ ...entry, act: `room.${entry.act}`, by: actor.id }, 'order was kept in a room');
  };
}
