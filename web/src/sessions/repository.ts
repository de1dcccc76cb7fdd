import {
  and,
  type Database,
  desc,
  eq,
  exists,
  gt,
  inArray,
  isNotNull,
  isNull,
  or,
  refreshTokens,
  session,
  signIns,
  sql,
} from '@lantern/db';
import type { OpenSessions, SessionOwner } from '../shared-state/shared-state.ts';

const signIn = {
  id: signIns.id,
  at: signIns.at,
  ip: signIns.ip,
  userAgent: signIns.userAgent,
  sessionId: signIns.sessionId,
  familyId: signIns.familyId,
};

/** Whose sign-ins are asked for, and the id that those of sessions come after which may still be open. */
export type Whose = { userId: string; epoch: number; after: string };
/** The current sign-in of the account that asks. */
export type Own = { id: string | undefined };
export type SessionRepository = ReturnType<typeof sessionRepository>;

export function sessionRepository(db: Database) {
  const candidates = ({ userId, epoch, after }: Whose) => {
    const tokens = db
      .select({ hash: refreshTokens.tokenHash })
      .from(refreshTokens)
      .where(
        and(
          eq(refreshTokens.familyId, signIns.familyId),
          eq(refreshTokens.signInEpoch, epoch),
          isNull(refreshTokens.usedAt),
          gt(refreshTokens.expiresAt, sql`now()`),
        ),
      );
    const maySession = and(isNotNull(signIns.sessionId), gt(signIns.id, after));
    const hasTokens = and(isNotNull(signIns.familyId), exists(tokens));
    return and(eq(signIns.userId, userId), isNull(signIns.endedAt), or(maySession, hasTokens));
  };

  return {
    /** Sign-ins whose tokens are good, and those whose session may be: the current sign-in first, then newest first. */
    list(whose: Whose, own: Own, limit: number) {
      const isOwn = own.id ? eq(signIns.id, own.id) : sql`false`;
      return db
        .select({ ...signIn, isOwn: sql<boolean>`${isOwn} is true` })
        .from(signIns)
        .where(candidates(whose))
        .orderBy(desc(sql`${isOwn} is true`), desc(signIns.id))
        .limit(limit);
    },

    async find(whose: Whose, id: string) {
      const [found] = await db
        .select(signIn)
        .from(signIns)
        .where(and(candidates(whose), eq(signIns.id, id)));
      return found;
    },
  };
}

/** The records of browsers' sessions, where there is no Redis to keep them. */
export function openSessionRepository(db: Database): OpenSessions {
  return {
    async find(ids) {
      const rows = await db
        .select({ id: session.sid, owner: session.sess })
        .from(session)
        .where(and(inArray(session.sid, ids), gt(session.expire, sql`now()`)));
      const owners = new Map(rows.map(({ id, owner }) => [id, owner as SessionOwner]));
      return ids.map((id) => owners.get(id));
    },

    async end(id) {
      await db.delete(session).where(eq(session.sid, id));
    },
  };
}
