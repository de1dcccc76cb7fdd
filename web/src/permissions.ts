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

/** Rights that run nothing: all others are administrative. */
const FOR_MEMBERS: readonly string[] = restrictions;

/** Whether somebody has a right that can be used with a second factor only. */
export function isAdministrator({ isSuperuser, permissions: rights }: Holder): boolean {
  return isSuperuser || rights.some((right) => !FOR_MEMBERS.includes(right));
}

/** Somebody who asks for something, and whether they have a second factor and showed it when they signed in. */
export type Actor = Holder & { secondFactor: boolean };

/** Whether somebody has a right and may use it now: an administrative one after a second factor only. */
export const mayNow = (actor: Actor, right: Permission): boolean =>
  may(actor, right) && (actor.secondFactor || FOR_MEMBERS.includes(right));

/**
 * Lets somebody pass who has one of these rights and may use it.
 *
 * @throws LanternError `permission_missing`; `two_factor_required` who has it and did not sign in with a second factor
 */
export function demand(actor: Actor, ...anyOf: readonly Permission[]): void {
  if (anyOf.some((right) => mayNow(actor, right))) return;
  const held = anyOf.some((right) => may(actor, right));
  throw new LanternError(held ? 'two_factor_required' : 'permission_missing');
}

/**
 * What somebody would need and has not: nobody grants a right they lack, nor acts on an account or a role that has one.
 *
 * @param other the rights that are about to be granted, or those of whoever is acted on
 */
export function covers(holder: Holder, other: Holder): boolean {
  if (holder.isSuperuser) return true;
  return !other.isSuperuser && other.permissions.every((right) => holder.permissions.includes(right));
}
