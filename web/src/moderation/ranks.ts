import { LanternError } from '../errors.ts';
import { demand, type Holder, may, mayNow, type PermissionHolderNow } from '../permissions.ts';
import type { RoomRole, Standing } from '../rooms/index.ts';

/** Who may act on whom in a room: on those of a lower rank, and on nobody else. */
export const RANK = { member: 0, moderator: 1, owner: 2, administrator: 3 } as const;
export type Rank = (typeof RANK)[keyof typeof RANK];

const rankOfRole = (role: RoomRole): Rank => RANK[role ?? 'member'];

/** The rank that protects somebody: their permissions count, whether or not they could use them at the moment. */
export const rankOf = (role: RoomRole, holder: Holder): Rank =>
  may(holder, 'rooms.moderate_any') ? RANK.administrator : rankOfRole(role);

type Actor = PermissionHolderNow & Pick<Standing, 'role' | 'ban'>;

/** The rank that somebody may act with now. Who is banned keeps order for nobody. */
export function rankNow(actor: Actor): Rank {
  if (mayNow(actor, 'rooms.moderate_any')) return RANK.administrator;
  return actor.ban ? RANK.member : rankOfRole(actor.role);
}

/**
 * @param least the lowest rank that may do it
 * @returns the rank of who does it
 * @throws LanternError `permission_missing`, `two_factor_required`
 */
export function demandRank(actor: Actor, least: Rank): Rank {
  const rank = rankNow(actor);
  if (rank < least) demand(actor, 'rooms.moderate_any');
  return rank;
}

/** @throws LanternError `member_outranks_you` */
export function demandAbove(rank: Rank, other: Rank): void {
  if (rank <= other) throw new LanternError('member_outranks_you');
}
