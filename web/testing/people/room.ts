import type { TestSite } from '../website.ts';
import type { PersonName } from './people.ts';
import type { Program } from './program.ts';

/** A program that somebody is signed in with, and the id of their account. */
export type SignedIn = Program & { id: string };

/** Signs somebody up and in, with two-factor sign-in if they are to use permissions. */
export async function signedIn(site: TestSite, name: PersonName, twoFactor = false): Promise<SignedIn> {
  const program = site.program();
  const { body } = await program.register(name);
  if (twoFactor) await site.enrol(name);
  await program.signIn(name);
  return Object.assign(program, { id: String(body.id) });
}

let rooms = 0;

/** @returns the id of a new room */
export async function newRoom(owner: Program): Promise<string> {
  const made = await owner.post('/rooms', { name: `Evening garden ${rooms++}` });
  return made.body.id;
}
