import {
  and,
  type Database,
  eq,
  inArray,
  isNull,
  lt,
  newestFirst,
  refreshTokens,
  signIns,
  sql,
  userService,
} from '@lantern/db';

export type SignIn = Omit<typeof signIns.$inferInsert, 'at'>;
export type PastSignIn = typeof signIns.$inferSelect;

export type SignInRepository = ReturnType<typeof signInRepository>;

/** The history of sign-ins, which says which of them go on. */
export function signInRepository(db: Database) {
  return {
    /** Puts into the history what begins nothing: a try that failed, or a new password by a link. */
    async recordSignIn(signIn: SignIn): Promise<void> {
      await db.insert(signIns).values(signIn);
    },

    /**
     * Begins a sign-in. A change that takes a way in away or ends an epoch locks the same row. If that change comes first, this
     * sign-in is refused. If it comes later, it ends this sign-in.
     *
     * @param epoch the person's when they showed who they are
     * @returns false, and begins nothing, when it is over
     */
    async beginSignIn({ ip, sessionId, familyId, ...signIn }: SignIn, epoch: number): Promise<boolean> {
      const used = db.$with('used').as(
        db
          .update(userService)
          .set({ lastSignInAt: sql`now()` })
          .where(and(eq(userService.userId, signIn.userId), eq(userService.signInEpoch, epoch)))
          .returning({ userId: userService.userId }),
      );
      const begun = await db
        .with(used)
        .insert(signIns)
        .select(
          sql`select ${signIn.id}::uuid, user_id, now(), ${ip ?? null}::inet, ${signIn.userAgent}, ${signIn.method}, ${signIn.outcome}, ${sessionId ?? null}, ${familyId ?? null}::uuid, null::timestamptz from used`,
        )
        .returning({ id: signIns.id });
      return begun.length > 0;
    },

    /** Newest first: ids are UUID v7. */
    listSignIns(userId: string, after: string | undefined, limit: number): Promise<PastSignIn[]> {
      return db
        .select()
        .from(signIns)
        .where(and(eq(signIns.userId, userId), after ? lt(signIns.id, after) : undefined))
        .orderBy(newestFirst(signIns.id))
        .limit(limit);
    },

    /** One that was ended meanwhile stays ended: what is still being answered for it must not bring it back. */
    async moveSession(signInId: string, sessionId: string): Promise<void> {
      const open = and(eq(signIns.id, signInId), isNull(signIns.endedAt));
      await db.update(signIns).set({ sessionId }).where(open);
    },

    /**
     * Ends a sign-in: its session, and its access, refresh and room tokens are good for nothing from then on.
     *
     * @param which of the person's, or that of a family of refresh tokens
     * @returns the sign-in; undefined when there is none, or it was ended before
     */
    async endSignIn(
      which: { userId: string; id: string } | { familyId: string },
    ): Promise<{ id: string; userId: string } | undefined> {
      const known =
        'familyId' in which
          ? eq(signIns.familyId, which.familyId)
          : and(eq(signIns.userId, which.userId), eq(signIns.id, which.id));
      const ended = db.$with('ended').as(
        db
          .update(signIns)
          .set({ endedAt: sql`now()`, sessionId: null })
          .where(and(known, isNull(signIns.endedAt)))
          .returning({ id: signIns.id, userId: signIns.userId, familyId: signIns.familyId }),
      );
      const families = db.select({ familyId: ended.familyId }).from(ended);
      const forgotten = db
        .$with('forgotten')
        .as(
          db
            .delete(refreshTokens)
            .where(inArray(refreshTokens.familyId, families))
            .returning({ hash: refreshTokens.tokenHash }),
        );
      const [found] = await db
        .with(ended, forgotten)
        .select({ id: ended.id, userId: ended.userId })
        .from(ended);
      return found;
    },
  };
}
