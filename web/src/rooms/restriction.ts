import type { Logger } from '@lantern/service/log';
import type { ChangeOutcome, ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import {
  type Holder,
  may,
  type PermissionHolderNow,
  type Restriction,
  restrictions,
} from '../permissions.ts';
import type { RoomRepository } from './repository.ts';

/** The restrictions that somebody may put on a room, and lift: those that they may pass themselves. */
export const restrictionsFor = (person: Holder): Restriction[] =>
  restrictions.filter((right) => may(person, right));

type Parts = { repository: RoomRepository; chat: ChatNotifier; log: Logger };

export function roomRestriction({ repository, chat, log }: Parts) {
  return {
    /**
     * Restricts a room, or opens it to everybody, for who may restrict rooms at all. People in it who may not enter any more
     * are put out. A change takes away the label, which was about the restriction before.
     *
     * @param restriction the right that it takes to enter; null: none
     * @throws LanternError `room_not_found`; `rights_exceed_yours` for a restriction, new or old, that the actor may not
     * pass: lifting it would let themselves in
     */
    async restrict(
      actor: PermissionHolderNow & { id: string },
      id: string,
      restriction: Restriction | null,
    ): Promise<ChangeOutcome> {
      const passed = restrictionsFor(actor);
      if (restriction && !passed.includes(restriction)) throw new LanternError('rights_exceed_yours');
      if (!(await repository.restrict(id, restriction, passed))) {
        const room = await repository.find(id);
        if (!room) throw new LanternError('room_not_found');
        if (room.restriction !== restriction) throw new LanternError('rights_exceed_yours');
        return { chat: 'published' };
      }
      const entry = { by: actor.id, room_id: id };
      if (restriction) log.info({ act: 'room.restricted', ...entry, restriction }, 'a room was restricted');
      else log.info({ act: 'room.opened', ...entry }, 'a restriction was lifted');
      return { chat: await chat.revokeRoomTokensIn(restriction ? [id] : []) };
    },
  };
}
