import type { Notice } from '../cluster/cluster.ts';
import type { Rooms } from '../room/rooms.ts';
import type { RevocationList } from './revocation-list.ts';

/**
 * Handles the notices of web: it lists revocations, closes connections and renames members.
 *
 * @returns handles one notice; throws for one that is malformed
 */
export function noticeHandler({ rooms, revocations }: { rooms: Rooms; revocations: RevocationList }) {
  return (notice: Notice): void => {
    revocations.add(notice, Date.now());
    if (notice.type === 'room-deleted') rooms.closeDeleted(notice.room_id);
    else if (notice.type === 'member-removed') rooms.removeMember(notice.user_id, notice.room_id);
    else if (notice.type === 'user-revocation')
      for (const userId of notice.user_ids) rooms.closeConnectionsOf(userId);
    else if (notice.type === 'user-renamed')
      rooms.rename({ id: notice.user_id, name: notice.name }, notice.since);
    else if (notice.type === 'sign-in-revocation')
      rooms.closeConnectionsOf(notice.user_id, notice.sign_in_id);
    else for (const roomId of notice.room_ids) rooms.closeConnectionsIn(roomId);
  };
}
