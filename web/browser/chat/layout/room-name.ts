import { rememberRoom } from '../../home/recent-rooms.ts';
import { findPart } from '../dom/elements.ts';
import type { UnreadCount } from '../notifications/unread-count.ts';

export type RoomNameParts = { root: HTMLElement; roomId: string; userId: string; unreadCount: UnreadCount };

/** Returns what shows another name of the room: on the page, in the tab's title, and among the recent rooms of the reader. */
export function roomNameOn({ root, roomId, userId, unreadCount }: RoomNameParts): (name: string) => void {
  const heading = findPart(root, 'room-name', HTMLElement);
  return (name) => {
    const { roomName = '' } = root.dataset;
    if (name === roomName) return;
    root.dataset.roomName = name;
    heading.textContent = name;
    heading.title = name;
    unreadCount.renameRoom(roomName, name);
    rememberRoom(userId, { id: roomId, name });
  };
}
