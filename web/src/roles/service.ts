import { violatedIndex } from '@lantern/db';
import type { Logger } from '@lantern/service/log';
import { v7 as uuid } from 'uuid';
import type { CurrentUser } from '../accounts/index.ts';
import type { ChangeOutcome, ChatNotifier } from '../chat-notifier/index.ts';
import { LanternError } from '../errors.ts';
import { type Page, readPage } from '../paging.ts';
import {
  covers,
  type Holder,
  holderOf,
  isAdministrator,
  may,
  type Permission,
  permissions,
} from '../permissions.ts';
import { memberRole } from './member-role.ts';
import { OPENS_DOORS } from './opens-doors.ts';
import { roleOverview } from './overview.ts';
import type { Rights, Role, RoleQueries, RoleRepository } from './repository.ts';
import type { NewRole, RoleChange } from './schemas.ts';

export type { Role } from './repository.ts';
/** Of one person; `permissions` are all that the roles give, or all there are for a superuser. */
export type EffectiveRights = Holder & { permissions: string[]; roles: Role[] };
export type RoleService = ReturnType<typeof roleService>;

/** A role of somebody, had or not. */
export type Holding = { userId: string; roleId: string };

export type RoleParts = { repository: RoleRepository; chat: ChatNotifier; log: Logger };

const PAGE_SIZE = 100;

/**
 * Roles, and who has them. Nobody grants a right that they lack, nor touches a role or an account that has one: what the
 * actor has is looked at again inside each change (see `inRightsTurn`), whatever it was when the request came.
 */
export function roleService({ repository, chat, log }: RoleParts) {
  type Turn = { queries: RoleQueries; actor: Holder };
  /** `shutOut`: the ids of those whom rights that they have no longer had let into rooms. */
  type Effect = { changed: boolean; shutOut: string[] };

  /** @returns whether anything was changed, and whether chat knows of it */
  async function inTurn(
    actor: CurrentUser,
    needed: Permission,
    change: (turn: Turn) => Promise<Effect>,
  ): Promise<ChangeOutcome & { changed: boolean }> {
    const { changed, shutOut } = await repository.inTurn(async (queries) => {
      const rights = await queries.rightsOf(actor.id);
      const holder = rights && !rights.disabledAt && effective(rights);
      if (!holder || !may(holder, needed)) throw new LanternError('permission_missing');
      return change({ queries, actor: holder });
    });
    return { changed, chat: await chat.revokeRoomTokensOf(shutOut) };
  }

  /** A role that the actor may change or give: one that holds no right they lack. */
  async function touchable({ queries, actor }: Turn, roleId: string): Promise<Role> {
    const role = found(await queries.find(roleId));
    refuseUnlessCovered(actor, holderOf(role.permissions));
    return role;
  }

  /** Who would be shut out of restricted rooms without this role. */
  async function dependents({ queries }: Turn, role: Role, userId?: string): Promise<string[]> {
    if (!role.permissions.includes(OPENS_DOORS)) return [];
    return queries.dependents(role.id, OPENS_DOORS, userId);
  }

  async function rightsOf(userId: string): Promise<EffectiveRights> {
    const rights = await repository.rightsOf(userId);
    if (!rights) throw new LanternError('user_not_found');
    return effective(rights);
  }

  /** Puts a role into somebody's hands, or takes it out of them. */
  async function changeHolder(
    act: 'assign' | 'takeAway',
    actor: CurrentUser,
    { userId, roleId }: Holding,
  ): Promise<ChangeOutcome> {
    const made = await inTurn(actor, 'roles.assign', async (turn) => {
      const rights = await turn.queries.rightsOf(userId);
      if (!rights) throw new LanternError('user_not_found');
      refuseUnlessCovered(turn.actor, effective(rights));
      const role = await touchable(turn, roleId);
      const shutOut = act === 'takeAway' ? await dependents(turn, role, userId) : [];
      return { changed: await turn.queries[act](userId, roleId), shutOut };
    });
    if (!made.changed) return made;
    const entry = { by: actor.id, role_id: roleId, user_id: userId };
    if (act === 'assign') log.info({ act: 'role.assigned', ...entry }, 'a role was given to somebody');
    else log.info({ act: 'role.taken_away', ...entry }, 'a role was taken away from somebody');
    return made;
  }

  return {
    ...roleOverview(repository),
    ...memberRole({ repository, chat }),

    /** Newest first. */
    list(after?: string): Promise<Page<Role>> {
      return readPage((limit) => repository.list(after, limit), PAGE_SIZE);
    },

    /** @throws LanternError `role_not_found` */
    async get(id: string): Promise<Role> {
      return found(await repository.find(id));
    },

    /** @throws LanternError `role_name_taken`, `rights_exceed_yours`, `permission_missing` */
    async create(actor: CurrentUser, input: NewRole): Promise<Role> {
      const role = { ...input, id: uuid(), purpose: null, createdAt: new Date() };
      await inTurn(actor, 'roles.manage', async (turn) => {
        refuseUnlessCovered(turn.actor, holderOf(role.permissions));
        await turn.queries.insert(role);
        return { changed: true, shutOut: [] };
      }).catch(refuseTakenName);
      log.info(
        { act: 'role.created', by: actor.id, role_id: role.id, permissions: role.permissions },
        'a role was made',
      );
      return role;
    },

    /**
     * Whoever has the role has what it gives from their next request on.
     *
     * @throws LanternError `role_not_found`, `role_name_taken`, `role_sold` for administrative rights of the role that
     * anybody can buy, `rights_exceed_yours`, `permission_missing`
     */
    async change(actor: CurrentUser, id: string, input: RoleChange): Promise<ChangeOutcome> {
      const made = await inTurn(actor, 'roles.manage', async (turn) => {
        const role = await touchable(turn, id);
        const given = holderOf(input.permissions ?? []);
        refuseUnlessCovered(turn.actor, given);
        if (role.purpose && isAdministrator(given)) throw new LanternError('role_sold');
        const keepsDoorOpen = input.permissions?.includes(OPENS_DOORS) ?? true;
        const shutOut = keepsDoorOpen ? [] : await dependents(turn, role);
        const changes = differences(role, input);
        await turn.queries.update(id, changes);
        return { changed: Object.keys(changes).length > 0, shutOut };
      }).catch(refuseTakenName);
      if (made.changed)
        log.info(
          { act: 'role.changed', by: actor.id, role_id: id, permissions: input.permissions },
          'a role was changed',
        );
      return made;
    },

    /**
     * Takes it away from everybody who has it.
     *
     * @throws LanternError `role_not_found`, `role_sold`, `rights_exceed_yours`, `permission_missing`
     */
    async delete(actor: CurrentUser, id: string): Promise<ChangeOutcome> {
      const made = await inTurn(actor, 'roles.manage', async (turn) => {
        const role = await touchable(turn, id);
        if (role.purpose) throw new LanternError('role_sold');
        const shutOut = await dependents(turn, role);
        await turn.queries.delete(id);
        return { changed: true, shutOut };
      });
      log.info({ act: 'role.deleted', by: actor.id, role_id: id }, 'a role was deleted');
      return made;
    },

    /** @throws LanternError `user_not_found` */
    rightsOf,

    /**
     * Who has the role already keeps it.
     *
     * @throws LanternError `user_not_found`, `role_not_found`, `rights_exceed_yours`, `permission_missing`
     */
    async assign(actor: CurrentUser, holding: Holding): Promise<void> {
      await changeHolder('assign', actor, holding);
    },

    /**
     * Who does not have the role goes on without it.
     *
     * @throws LanternError `user_not_found`, `role_not_found`, `rights_exceed_yours`, `permission_missing`
     */
    takeAway: (actor: CurrentUser, holding: Holding): Promise<ChangeOutcome> =>
      changeHolder('takeAway', actor, holding),
  };
}

function refuseUnlessCovered(actor: Holder, other: Holder): void {
  if (!covers(actor, other)) throw new LanternError('rights_exceed_yours');
}

function effective({ isSuperuser, roles }: Rights): EffectiveRights {
  const given = isSuperuser ? permissions : roles.flatMap((role) => role.permissions);
  return { isSuperuser, permissions: [...new Set<string>(given)].toSorted(), roles };
}

/** What is named and is not so already. */
function differences(
  role: Role,
  { name, permissions }: RoleChange,
): Partial<Pick<Role, 'name' | 'permissions'>> {
  const differing =
    permissions && new Set<string>(permissions).symmetricDifference(new Set(role.permissions));
  return {
    ...(name !== undefined && name !== role.name && { name }),
    ...(differing && differing.size > 0 && { permissions }),
  };
}

function found(role: Role | undefined): Role {
  if (!role) throw new LanternError('role_not_found');
  return role;
}

function refuseTakenName(error: unknown): never {
  if (violatedIndex(error) !== 'roles_name_key') throw error;
  throw new LanternError('role_name_taken', { fields: { name: 'role_name_taken' } });
}
