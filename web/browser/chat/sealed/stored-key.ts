import { inBrowser, personalKey } from '../../storage.ts';

/** A sealed room, and the person who keeps its key in this browser. */
export interface KeyOwner {
  roomId: string;
  userId: string;
}

/** The key of a room as this browser keeps it for a person, until they sign out. */
export const storedKey = ({ roomId, userId }: KeyOwner) =>
  inBrowser<string>(personalKey(userId, `sealed.${roomId}`));
