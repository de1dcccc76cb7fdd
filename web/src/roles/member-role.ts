import { v7 as uuid } from 'uuid';
import type { ChatNotifier } from '../chat-notifier/index.ts';
import { OPENS_DOORS } from './opens-doors.ts';
import type { Role, RoleQueries, RoleRepository } from './repository.ts';

const NAME = 'member';

/** The role that a paid membership gives. It is known by its purpose: administrators may call it something else. */
export function memberRole({ repository, chat }: { repository: RoleRepository; chat: ChatNotifier }) {
  return {
    /**
     * Gives somebody the role, or takes it away, as their membership is at this moment; again and again is the same as once.
     * Who loses the right to enter restricted rooms with it is put out of them.
     */
    async settleMembership(userId: string): Promise<void> {
      const shutOut = await repository.inTurn(async (queries) => {
        const role = await queries.findFor('membership');
        if (await queries.isMember(userId)) {
          await queries.assign(userId, (role ?? (await make(queries))).id);
          return [];
        }
        if (!role) return [];
        const opens = role.permissions.includes(OPENS_DOORS);
        const dependents = opens ? await queries.dependents(role.id, OPENS_DOORS, userId) : [];
        await queries.takeAway(userId, role.id);
        return dependents;
      });
      await chat.revokeRoomTokensOf(shutOut);
    },
  };
}

/** A role of that name that people made is theirs: it may give rights that nobody meant to sell. */
async function make(queries: RoleQueries): Promise<Role> {
  const made = { permissions: [OPENS_DOORS], purpose: 'membership' as const, createdAt: new Date() };
  for (let number = 1; ; number++) {
    const role = { ...made, id: uuid(), name: number === 1 ? NAME : `${NAME} ${number}` };
    if (await queries.insertUnlessTaken(role)) return role;
  }
}
