import { inBrowser, personalKey } from '../storage.ts';

/** A room that somebody was in. */
export type RecentRoom = { id: string; name: string };

const MOST = 10;

const stored = (person: string) => inBrowser<RecentRoom[]>(personalKey(person, 'recent'));

/** The rooms that a person was in with this browser, the latest first. Signing out forgets them; they are sent nowhere. */
export function recentRooms(person: string): RecentRoom[] {
  return stored(person).read() ?? [];
}

/** Notes that a person is in a room. */
export function rememberRoom(person: string, { id, name }: RecentRoom): void {
  const others = recentRooms(person).filter((room) => room.id !== id);
  stored(person).write([{ id, name }, ...others].slice(0, MOST));
}
