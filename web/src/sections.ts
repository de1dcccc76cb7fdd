import { type Holder, may, type Permission } from './permissions.ts';

/** The pages of the administration, `/admin/<section>`: any of these rights opens them. */
export const sections = {
  people: ['people.view'],
  roles: ['roles.manage', 'roles.assign'],
  rooms: ['rooms.delete_any', 'rooms.restrict', 'rooms.moderate_any'],
} as const satisfies Record<string, readonly Permission[]>;

export type Section = keyof typeof sections;

/** @returns the pages of the administration that somebody may see, in their order */
export function sectionsFor(holder: Holder): Section[] {
  const names = Object.keys(sections) as Section[];
  return names.filter((name) => sections[name].some((right) => may(holder, right)));
}
