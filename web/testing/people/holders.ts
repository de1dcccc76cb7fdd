import { type Permission, permissions } from '../../src/permissions.ts';
import type { TestSite } from '../website.ts';
import type { Authenticator } from './authenticator.ts';
import { people } from './people.ts';
import { grant } from './rights.ts';

/** An id that nobody and nothing has. */
export const NOBODY = '0197f000-0000-7000-8000-000000000000';

/** Somebody with an account and an app for its codes, and all the rights that they have. */
export type Holder = {
  email: string;
  password: string;
  phone: Authenticator;
  rights: readonly Permission[];
};

/** @returns a member without rights, for each right somebody who has it and no other, and a superuser, by what they are */
export async function holders(site: TestSite): Promise<Record<string, Holder>> {
  const { email, password } = people.anna;
  await site.superuser('anna');
  const superuser = site.program();
  await superuser.signIn('anna');
  const phone = site.phones.get('anna') as Authenticator;
  const found: Record<string, Holder> = { superuser: { email, password, phone, rights: permissions } };
  for (const right of [undefined, ...permissions]) {
    const name = right ?? 'member';
    const account = { email: `${name}@example.org`, password: 'Żółw & 3 small owls' };
    const { id } = (await site.program().post('/auth/register', account)).body;
    if (right) await grant(superuser, id, [right]);
    const own = site.program();
    await own.signInAs(account);
    found[name] = { ...account, phone: await own.enrol(site.clock), rights: right ? [right] : [] };
  }
  return found;
}
