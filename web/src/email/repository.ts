import {
  and,
  asciiLower,
  beginSignInEpoch,
  type Database,
  emailLinks,
  eq,
  gt,
  inAccountTurn,
  inArray,
  ne,
  or,
  passwordResets,
  removeLaterWaysIn,
  sql,
  userService,
  users,
} from '@lantern/db';
import { knownLocale, type Locale } from '../locales/locales.ts';
import { accountKey } from '../text/email-address.ts';

export type EmailLink = typeof emailLinks.$inferSelect;
export type EmailRepository = ReturnType<typeof emailRepository>;

/** Whose address it is, and what a letter about it needs to know. */
const owner = {
  id: users.id,
  email: users.email,
  login: users.login,
  locale: sql<Locale | null>`${users.locale}`.mapWith((tag: string) => knownLocale(tag) ?? null),
  verifiedAt: users.emailVerifiedAt,
  disabledAt: userService.disabledAt,
  createdAt: userService.createdAt,
  signInEpoch: userService.signInEpoch,
};
export type Owner = {
  id: string;
  email: string;
  login: string | null;
  locale: Locale | null;
  verifiedAt: Date | null;
  disabledAt: Date | null;
  createdAt: Date;
  signInEpoch: number;
};

/** Addresses of accounts, and the links that are mailed about them. */
export function emailRepository(db: Database) {
  const ownerOf = (tx: Database, id: string) =>
    tx
      .select(owner)
      .from(users)
      .innerJoin(userService, eq(userService.userId, users.id))
      .where(eq(users.id, id));
  const isGood = (tokenHash: string, ...purposes: EmailLink['purpose'][]) =>
    and(
      eq(emailLinks.tokenHash, tokenHash),
      inArray(emailLinks.purpose, purposes),
      gt(emailLinks.expiresAt, sql`now()`),
    );

  /** Uses a link up, with its owner's row locked: of several uses at the same moment, of whatever links, one goes first. */
  async function take(tx: Database, tokenHash: string, purpose: EmailLink['purpose']) {
    const [found] = await tx
      .select({ userId: emailLinks.userId })
      .from(emailLinks)
      .where(isGood(tokenHash, purpose));
    if (!found) return undefined;
    await tx
      .select({ id: userService.userId })
      .from(userService)
      .where(eq(userService.userId, found.userId))
      .for('update');
    const [link] = await tx.delete(emailLinks).where(isGood(tokenHash, purpose)).returning();
    const [person] = link ? await ownerOf(tx, link.userId) : [];
    return link && person ? { link, person } : undefined;
  }

  /** Links that are about the address that an account has, or is to get. */
  const voided = (userId: string) =>
    and(eq(emailLinks.userId, userId), inArray(emailLinks.purpose, ['verify', 'change']));

  return {
    /**
     * Whether an account may get this address: no other has it, and nobody may have it back.
     *
     * @param userId whose it is to be; absent: of somebody who has no account yet
     */
    async isFree(email: string, userId?: string): Promise<boolean> {
      const other = (column: typeof users.id | typeof emailLinks.userId) =>
        userId === undefined ? undefined : ne(column, userId);
      const same = (column: typeof users.email | typeof emailLinks.email) =>
        eq(asciiLower(column), accountKey(email));
      const undoable = and(
        same(emailLinks.email),
        eq(emailLinks.purpose, 'undo'),
        gt(emailLinks.expiresAt, sql`now()`),
        other(emailLinks.userId),
      );
      const [found] = await db
        .select({ id: users.id })
        .from(users)
        .where(and(same(users.email), other(users.id)))
        .unionAll(db.select({ id: emailLinks.userId }).from(emailLinks).where(undoable))
        .limit(1);
      return found === undefined;
    },

    /** Keeps a link. Of changes that a person asks for, also at the same moment, the last one counts. */
    async insert(link: typeof emailLinks.$inferInsert): Promise<void> {
      const replaced = and(eq(emailLinks.userId, link.userId), eq(emailLinks.purpose, 'change'));
      await inAccountTurn(db, { userId: link.userId }, async (tx) => {
        if (link.purpose === 'change') await tx.delete(emailLinks).where(replaced);
        await tx.insert(emailLinks).values(link);
      });
    },

    /** @returns a link that is still good for one of these purposes, and whose it is */
    async find(tokenHash: string, ...purposes: EmailLink['purpose'][]) {
      const [found] = await db
        .select({ link: emailLinks, person: owner })
        .from(emailLinks)
        .innerJoin(users, eq(users.id, emailLinks.userId))
        .innerJoin(userService, eq(userService.userId, users.id))
        .where(isGood(tokenHash, ...purposes));
      return found;
    },

    /** @returns the address that a person has asked for under this epoch and not confirmed yet */
    async pendingOf(userId: string, epoch: number): Promise<string | undefined> {
      const [found] = await db
        .select({ email: emailLinks.email })
        .from(emailLinks)
        .where(
          and(
            eq(emailLinks.userId, userId),
            eq(emailLinks.purpose, 'change'),
            eq(emailLinks.signInEpoch, epoch),
            gt(emailLinks.expiresAt, sql`now()`),
          ),
        );
      return found?.email;
    },

    async cancelChange(userId: string): Promise<void> {
      await db.delete(emailLinks).where(and(eq(emailLinks.userId, userId), eq(emailLinks.purpose, 'change')));
    },

    /** @returns whose address is verified now; undefined when the link is not good, or they have another address */
    verify(tokenHash: string): Promise<Owner | undefined> {
      return db.transaction(async (tx) => {
        const { link, person } = (await take(tx, tokenHash, 'verify')) ?? {};
        if (!link || !person || person.email !== link.email) return undefined;
        await tx.update(users).set({ emailVerifiedAt: sql`now()` }).where(eq(users.id, person.id));
        await tx.delete(emailLinks).where(and(voided(person.id), eq(emailLinks.purpose, 'verify')));
        return person;
      });
    },

    /**
     * Gives an account the address that its link was mailed to. With that go links for a new password that were mailed to
     * the one before.
     *
     * @param undo what the link to undo this is kept by
     * @returns the person as they were; undefined when the link is not good, or the epoch in which it was asked for is over
     * @throws `violatedIndex` tells `users_email_key` when somebody has the address by now
     */
    change(tokenHash: string, undo: { tokenHash: string; expiresAt: Date }): Promise<Owner | undefined> {
      return db.transaction(async (tx) => {
        const { link, person } = (await take(tx, tokenHash, 'change')) ?? {};
        if (!link || !person || person.disabledAt || person.signInEpoch !== link.signInEpoch)
          return undefined;
        const { id: userId, email, verifiedAt, signInEpoch } = person;
        await tx
          .update(users)
          .set({ email: link.email, emailVerifiedAt: sql`now()` })
          .where(eq(users.id, userId));
        await tx.delete(passwordResets).where(eq(passwordResets.userId, userId));
        await tx.delete(emailLinks).where(voided(userId));
        await tx
          .insert(emailLinks)
          .values({ ...undo, userId, purpose: 'undo', email, verifiedAt, signInEpoch });
        return person;
      });
    },

    /**
     * Gives an account the address back that it had, and ends everything that it is signed in with. With that go the links
     * to undo what was changed later: they were mailed to whoever made these changes. What was set up since the change to sign in with goes too: with
     * it whoever made the change would come back, or keep the owner out.
     *
     * @param keepsSecondFactor whether that stays in any case
     * @returns the person as they are now
     * @throws as `change`
     */
    undo(tokenHash: string, keepsSecondFactor: boolean): Promise<Owner | undefined> {
      return db.transaction(async (tx) => {
        const { link, person } = (await take(tx, tokenHash, 'undo')) ?? {};
        if (!link || !person) return undefined;
        const { email, verifiedAt } = link;
        await tx.update(users).set({ email, emailVerifiedAt: verifiedAt }).where(eq(users.id, person.id));
        await tx.delete(passwordResets).where(eq(passwordResets.userId, person.id));
        const later = and(eq(emailLinks.userId, person.id), gt(emailLinks.expiresAt, link.expiresAt));
        await tx.delete(emailLinks).where(or(voided(person.id), later));
        await removeLaterWaysIn(tx, person.id, { moment: link.createdAt, keepsSecondFactor });
        await beginSignInEpoch(tx, person.id);
        return { ...person, email, verifiedAt };
      });
    },
  };
}
