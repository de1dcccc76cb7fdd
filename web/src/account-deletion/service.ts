import type { Confirm, CurrentUser, Revocation } from '../accounts/index.ts';
import type { MembershipService } from '../membership/index.ts';
import type { PeopleService } from '../people/index.ts';
import type { RoomService } from '../rooms/index.ts';

export type DeleteAccount = ReturnType<typeof accountDeletion>;

/** Lets people take their own account away. */
export function accountDeletion(
  confirm: Confirm,
  people: PeopleService,
  rooms: RoomService,
  memberships: MembershipService,
  revocation: Revocation,
) {
  /**
   * Everything that is kept of the person goes at once, their rooms too; sessions and tokens are nobody's from then on. Open
   * chat sockets close, the person's and those in the rooms. What they pay for ends before: an account that is gone cannot
   * cancel anything.
   *
   * @throws LanternError `invalid_fields`, `confirmation_needed`, `too_many_requests`, `last_superuser`,
   * `payments_unavailable`
   */
  return async (person: CurrentUser, currentPassword: string | undefined): Promise<void> => {
    await confirm(person, currentPassword);
    await people.requireAnotherSuperuser(person);
    await memberships.end(person.id);
    const roomIds = await people.leave(person.id);
    await revocation.closeSockets(person.id);
    await rooms.closeAll(roomIds);
  };
}
