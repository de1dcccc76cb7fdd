/** Every right that a role may give. What each allows is told in words at `roles:permissions.<right>` in locales/. */
export const permissions = [
  'people.view',
  'people.disable',
  'people.reset_password',
  'roles.manage',
  'roles.assign',
  'rooms.delete_any',
  'rooms.enter_restricted',
] as const;

export type Permission = (typeof permissions)[number];

/** Whose rights are looked at: as the database has them now, never as a token says. */
export type Holder = { isSuperuser: boolean; permissions: readonly string[] };

export function may(holder: Holder, permission: Permission): boolean {
  return holder.isSuperuser || holder.permissions.includes(permission);
}

/** Who had these rights and no other: what a role makes of somebody. */
export const holderOf = (rights: readonly string[]): Holder => ({ isSuperuser: false, permissions: rights });

/**
 * What somebody would need and has not: nobody grants a right they lack, nor acts on an account or a role that has one.
 *
 * @param other the rights that are about to be granted, or those of whoever is acted on
 */
export function covers(holder: Holder, other: Holder): boolean {
  if (holder.isSuperuser) return true;
  return !other.isSuperuser && other.permissions.every((right) => holder.permissions.includes(right));
}
