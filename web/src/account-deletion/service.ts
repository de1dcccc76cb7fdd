import type { Confirm, CurrentUser } from '../accounts/index.ts';
import { allPublished, type ChangeOutcome, type ChatNotifier } from '../chat-notifier/index.ts';
import type { MembershipService } from '../membership/index.ts';
import type { PeopleService } from '../people/index.ts';

export type DeleteAccount = ReturnType<typeof accountDeletion>;

type Parts = { confirm: Confirm; people: PeopleService; memberships: MembershipService; chat: ChatNotifier };

/** Lets people take their own account away. */
export function accountDeletion({ confirm, people, memberships, chat }: Parts) {
  /**
   * Everything that is kept of the person goes at once, their rooms too; sessions and tokens are nobody's from then on. Open
   * chat connections close, the person's and those in the rooms. What they pay for ends before: an account that is gone
   * cannot cancel anything.
   *
   * @throws LanternError `invalid_fields`, `confirmation_needed`, `too_many_requests`, `last_superuser`,
   * `payments_unavailable`
   */
  return async (person: CurrentUser, currentPassword: string | undefined): Promise<ChangeOutcome> => {
    await confirm(person, currentPassword);
    await people.requireAnotherSuperuser(person);
    await memberships.end(person.id);
    const roomIds = await people.deleteOwn(person.id);
    return allPublished([await chat.revokeRoomTokensOf([person.id]), await chat.roomsDeleted(roomIds)]);
  };
}
