import { LanternError } from './errors.ts';

/** Every right that a role may give. What each allows is told in words at `roles:permissions.<right>` in locales/. */
export const permissions = [
  'people.view',
  'people.disable',
  'people.reset_password',
  'roles.manage',
  'roles.assign',
  'rooms.delete_any',
  'rooms.restrict',
  'rooms.moderate_any',
  'rooms.enter_restricted',
] as const;

export type Permission = (typeof permissions)[number];

/** Rights that a room may ask for of whoever enters it. */
export const restrictions = ['rooms.enter_restricted'] as const satisfies Permission[];

export type Restriction = (typeof restrictions)[number];

/** Whose rights are looked at: as the database has them now, never as a token says. */
export type Holder = { isSuperuser: boolean; permissions: readonly string[] };

/** @param permission also one that this version does not know, which a superuser has all the same */
export function may(holder: Holder, permission: Permission | (string & {})): boolean {
  return holder.isSuperuser || holder.permissions.includes(permission);
}

/** Who had these rights and no other: what a role makes of somebody. */
export const holderOf = (rights: readonly string[]): Holder => ({ isSuperuser: false, permissions: rights });

/** The rights that run nothing in the instance. They need no second factor; all others do. */
const NOT_ADMINISTRATIVE: readonly string[] = restrictions;

/** Whether somebody has a right that can be used with a second factor only. */
export function isAdministrator({ isSuperuser, permissions: rights }: Holder): boolean {
  return isSuperuser || rights.some((right) => !NOT_ADMINISTRATIVE.includes(right));
}

/** An account that asks for something, and whether it showed a second factor when it signed in. */
export type PermissionHolderNow = Holder & { secondFactor: boolean };

/** Whether somebody has a right and may use it now: an administrative one after a second factor only. */
export const mayNow = (actor: PermissionHolderNow, right: Permission): boolean =>
  may(actor, right) && (actor.secondFactor || NOT_ADMINISTRATIVE.includes(right));

/**
 * Lets somebody pass who has one of these rights and may use it.
 *
 * @throws LanternError `permission_missing`; `two_factor_required` who has it and did not sign in with a second factor
 */
export function demand(actor: PermissionHolderNow, ...anyOf: readonly Permission[]): void {
  if (anyOf.some((right) => mayNow(actor, right))) return;
  const held = anyOf.some((right) => may(actor, right));
  throw new LanternError(held ? 'two_factor_required' : 'permission_missing');
}

/**
 * Whether `holder` has every permission that `other` has. Nobody may change an account or a role that they do not cover.
 *
 * @param other the permissions that are about to be granted, or those of the account that is changed
 */
export function covers(holder: Holder, other: Holder): boolean {
  if (holder.isSuperuser) return true;
  return !other.isSuperuser && other.permissions.every((right) => holder.permissions.includes(right));
}
