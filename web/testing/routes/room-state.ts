import { randomBytes } from 'node:crypto';
import type { TestSite } from '../website.ts';

type People = { room: string; owner: string; other: string };

/**
 * Brings a room into the state that a call needs: somebody to take out of it, an offer, another owner to leave or to accept from.
 *
 * @returns the username of the other person
 */
export async function roomStateFor(
  { connection }: Pick<TestSite['parts'], 'connection'>,
  call: string,
  { room, owner, other }: People,
): Promise<string> {
  const login = `u${randomBytes(6).toString('hex')}`;
  if (!/:room\/(members|leave|transfer)/.test(call)) return login;
  const sql = (text: string, ...values: string[]) => connection.query(text, values);
  await sql('update users set login = $2 where id = $1', other, login);
  const isAnothers = /members\/me|\/leave|\/accept/.test(call);
  if (isAnothers) await sql('update rooms set owner_id = $2 where id = $1', room, other);
  const member = isAnothers ? owner : other;
  await sql(`insert into room_members (room_id, user_id, role) values ($1, $2, 'member')`, room, member);
  if (/transfer./.test(call) || call.startsWith('DELETE'))
    await sql('insert into room_transfers (room_id, to_user_id) values ($1, $2)', room, member);
  return login;
}
