import type { Permission } from '../permissions.ts';

/** All other rights are looked at with every request; this one let people in who are inside by now. */
export const OPENS_DOORS: Permission = 'rooms.enter_restricted';
