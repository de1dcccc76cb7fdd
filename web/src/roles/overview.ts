import type { CurrentUser } from '../accounts/index.ts';
import { LanternError } from '../errors.ts';
import { type Page, readPage } from '../paging.ts';
import { covers, type Holder, holderOf, may } from '../permissions.ts';
import type { CountedRole, Role, RoleHolder, RoleRepository } from './repository.ts';

/** A role, and whether the rights of whoever looks allow them to change it or give it to somebody. */
export type OfferedRole = Role & { allowed: boolean };

/** Counting the people of a role stops here. */
export const MOST_COUNTED = 1000;

const PAGE_SIZE = 50;
const HOLDERS_SHOWN = 20;
const OFFERED = 1000;

/** What the pages show of roles, each read in one statement. */
export function roleOverview(repository: RoleRepository) {
  return {
    /** Newest first, with how many people have each; `MOST_COUNTED` stands for more. */
    listCounted(after?: string): Promise<Page<CountedRole>> {
      return readPage((limit) => repository.listCounted(after, limit, MOST_COUNTED), PAGE_SIZE);
    },

    /**
     * A role, and who has it: the newest of them, and whether there are more. Undefined for an actor who may not see
     * people.
     *
     * @throws LanternError `role_not_found`
     */
    async look(actor: CurrentUser, id: string) {
      const rows = await repository.findWithHolders(id, HOLDERS_SHOWN + 1);
      if (!rows[0]) throw new LanternError('role_not_found');
      const holders: RoleHolder[] = rows.flatMap(({ holder }) => holder ?? []);
      return {
        role: offered(actor, rows[0].role),
        holders: may(actor, 'people.view')
          ? { shown: holders.slice(0, HOLDERS_SHOWN), more: holders.length > HOLDERS_SHOWN }
          : undefined,
      };
    },

    /**
     * What the actor may do about the roles of a person.
     *
     * @returns the roles that the person has, and the others, both by name
     */
    async offersFor(
      actor: CurrentUser,
      person: { id: string; isSuperuser: boolean },
    ): Promise<{ held: OfferedRole[]; others: OfferedRole[] }> {
      const rows = await repository.listFor(person.id, OFFERED);
      const held = rows.filter((row) => row.held).map(({ role }) => role);
      const rights: Holder = {
        isSuperuser: person.isSuperuser,
        permissions: held.flatMap(({ permissions }) => permissions),
      };
      const touchable = may(actor, 'roles.assign') && covers(actor, rights);
      const shown = (role: Role) => ({ ...role, allowed: touchable && offered(actor, role).allowed });
      return {
        held: held.map(shown),
        others: rows.filter((row) => !row.held).map(({ role }) => shown(role)),
      };
    },
  };
}

function offered(actor: Holder, role: Role): OfferedRole {
  return { ...role, allowed: covers(actor, holderOf(role.permissions)) };
}
