import { z } from 'zod';
import { pageSchema } from '../paging.ts';
import { permissions } from '../permissions.ts';
import { displayedName } from '../text/displayed-name.ts';

const name = displayedName(64, 'role_name_too_long');

/** A set: what is named twice is there once. */
const rights = z
  .array(z.enum(permissions, 'unknown'), 'required')
  .transform((named) => [...new Set(named)].toSorted());

export const newRole = z.strictObject({ name, permissions: rights });
export type NewRole = z.output<typeof newRole>;

/** What is named is changed. */
export const roleChange = newRole.partial();
export type RoleChange = z.output<typeof roleChange>;

/** Which role a form gives. */
export const assignment = z.strictObject({ role: z.uuid('required') });

/** A role as programs see it. */
export const role = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  permissions: z.array(z.enum(permissions)),
  created_at: z.iso.datetime(),
});

export const roleListReply = pageSchema(role);

/** What somebody may do: a superuser everything, others what their roles give them. */
export const rightsOfUser = z.strictObject({
  is_superuser: z.boolean(),
  permissions: z.array(z.enum(permissions)),
  roles: z.array(role),
});
