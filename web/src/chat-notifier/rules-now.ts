import type { MemberRole } from '@lantern/chat/protocol';
import type { Connection } from '@lantern/db';

type Database = Pick<Connection, 'query'>;
type InRoom = { userId: string; roomId: string };

/**
 * After a change one statement reads a rule of a room together with the moment of its notice. Two processes may change a rule one after the
 * other and read it in the other order: the notice with the later moment is right, since `now()` is before the statement looks.
 */
const AT = 'extract(epoch from now())::float8 * 1000 as at';

const ROLE = `select ${AT}, (
  select case when owner_id = $2 then 'owner'
    else (select role from room_members where room_id = $1 and user_id = $2 and role = 'moderator') end
  from rooms where id = $1) as role`;

const MUTE = `select ${AT}, extract(epoch from until)::float8 * 1000 as until, reason
  from (select) here left join room_mutes on room_id = $1 and user_id = $2 and until > now()`;

const SLOW_MODE = `select ${AT}, (select slow_mode_seconds from rooms where id = $1) as seconds`;
const NAME = `select ${AT}, (select name from rooms where id = $1) as name`;

/** Returns somebody's role, and when they had it, in milliseconds since 1970 by the database's clock. */
export async function roleNow(
  database: Database,
  { roomId, userId }: InRoom,
): Promise<{ at: number; role: MemberRole | null }> {
  const { rows } = await database.query(ROLE, [roomId, userId]);
  return { at: Number(rows[0]?.at), role: (rows[0]?.role ?? null) as MemberRole | null };
}

/** Returns until when somebody is muted, in milliseconds since 1970, or null, and when that was so, as {@link roleNow}. */
export async function muteNow(
  database: Database,
  { roomId, userId }: InRoom,
): Promise<{ at: number; until: number | null; reason?: string }> {
  const { rows } = await database.query(MUTE, [roomId, userId]);
  const { at, until, reason } = rows[0] ?? {};
  const why = typeof reason === 'string' ? { reason } : {};
  return { at: Number(at), until: until === null ? null : Math.ceil(Number(until)), ...why };
}

/** Returns a room's slow mode, in seconds, and when that was so, as {@link roleNow}. */
export async function slowModeNow(
  database: Database,
  roomId: string,
): Promise<{ at: number; seconds: number }> {
  const { rows } = await database.query(SLOW_MODE, [roomId]);
  return { at: Number(rows[0]?.at), seconds: Number(rows[0]?.seconds ?? 0) };
}

/** Returns a room's name, null if it is deleted, and when that was so, as {@link roleNow}. */
export async function nameNow(
  database: Database,
  roomId: string,
): Promise<{ at: number; name: string | null }> {
  const { rows } = await database.query(NAME, [roomId]);
  return { at: Number(rows[0]?.at), name: (rows[0]?.name ?? null) as string | null };
}
