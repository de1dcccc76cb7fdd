import { createElement, findPart } from '../chat/dom/elements.ts';
import { recentRooms } from './recent-rooms.ts';

/** Lists the rooms that this browser remembers, if there are any. */
export function showRecentRooms(person: string): void {
  const rooms = recentRooms(person);
  const items = rooms.map(({ id, name }) => {
    const link = createElement('a', 'room-name', name);
    link.href = `/chat/${encodeURIComponent(id)}`;
    return createElement('li', 'room', link);
  });
  findPart(document, 'recent-rooms', HTMLElement).replaceChildren(...items);
  findPart(document, 'recent', HTMLElement).hidden = rooms.length === 0;
}
