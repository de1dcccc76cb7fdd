import type { Notice } from '../cluster/cluster.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Mute } from '../room/write-permission/mutes.ts';
import type { RevocationList } from './revocation-list.ts';

/** Not rounded: of two notices of one second the later one counts, in whichever order they arrive. */
const secondsOf = ({ at = Date.now() }: Notice): number => at / 1000;

function muteOf({ until, reason }: Extract<Notice, { type: 'member-muted' }>): Mute {
  return { until: Math.ceil((until ?? 0) / 1000), reason, isNotice: true };
}

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
      rooms.renameMember({ id: notice.user_id, name: notice.name }, notice.since);
    else if (notice.type === 'sign-in-revocation')
      rooms.closeConnectionsOf(notice.user_id, notice.sign_in_id);
    else if (notice.type === 'member-role')
      rooms.find(notice.room_id)?.setRole(notice.user_id, notice.role ?? undefined, secondsOf(notice));
    else if (notice.type === 'member-muted')
      rooms.find(notice.room_id)?.setMute(notice.user_id, muteOf(notice), secondsOf(notice));
    else if (notice.type === 'room-slow-mode')
      rooms.find(notice.room_id)?.setSlowMode(notice.seconds, secondsOf(notice));
    else if (notice.type === 'room-renamed')
      rooms.find(notice.room_id)?.rename(notice.name, notice.at ?? Date.now());
    else for (const roomId of notice.room_ids) rooms.closeConnectionsIn(roomId);
  };
}
