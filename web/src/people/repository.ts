import { and, type Database, desc, eq, lt, newSignInEpoch, sql, userService, users } from '@lantern/db';

/** A person as those see them who run the instance. */
export type Account = {
  id: string;
  email: string;
  login: string | null;
  firstName: string | null;
  lastName: string | null;
  isSuperuser: boolean;
  createdAt: Date;
  lastSignInAt: Date | null;
  disabledAt: Date | null;
};

export type NewSuperuser = { id: string; email: string; passwordHash: string };
export type PeopleRepository = ReturnType<typeof peopleRepository>;

const account = {
  id: users.id,
  email: users.email,
  login: users.login,
  firstName: users.firstName,
  lastName: users.lastName,
  isSuperuser: userService.isSuperuser,
  createdAt: userService.createdAt,
  lastSignInAt: userService.lastSignInAt,
  disabledAt: userService.disabledAt,
};

/** Any number: "lantern superusers". Two superusers who are disabled at the same moment would each see the other stay. */
const SUPERUSERS_LOCK = 7_305_114_822;

export function peopleRepository(db: Database) {
  const accounts = () =>
    db.select(account).from(users).innerJoin(userService, eq(userService.userId, users.id));
  return {
    /** By e-mail or by login name, without regard to case. */
    async find(by: 'email' | 'login', name: string): Promise<Account | undefined> {
      const [found] = await accounts().where(eq(sql`lower(${users[by]})`, name.toLowerCase()));
      return found;
    },

    /**
     * Newest first.
     *
     * @param search part of the e-mail, login or name
     * @param after the id of the last one that is known already
     */
    async list(search: string, after: string | undefined, limit: number): Promise<Account[]> {
      const text = sql`concat_ws(' ', ${users.email}, ${users.login}, ${users.firstName}, ${users.lastName})`;
      return accounts()
        .where(
          and(
            after ? lt(users.id, after) : undefined,
            // Not "like", where "%" and "_" are no letters.
            search ? sql`strpos(lower(${text}), lower(${search})) > 0` : undefined,
          ),
        )
        .orderBy(desc(users.id))
        .limit(limit);
    },

    async isEmpty(): Promise<boolean> {
      const found = await db.select({ id: users.id }).from(users).limit(1);
      return found.length === 0;
    },

    async insertSuperuser(user: NewSuperuser): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.insert(users).values(user);
        await tx.insert(userService).values({ userId: user.id, isSuperuser: true });
      });
    },

    async makeSuperuser(id: string): Promise<void> {
      await db.update(userService).set({ isSuperuser: true }).where(eq(userService.userId, id));
    },

    /** @returns false, and changes nothing, when no other superuser would be left who can sign in */
    async disable(id: string): Promise<boolean> {
      return db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${SUPERUSERS_LOCK})`);
        const enabled = await tx
          .select({ id: userService.userId })
          .from(userService)
          .where(and(eq(userService.isSuperuser, true), sql`${userService.disabledAt} is null`))
          .limit(2);
        if (enabled.length === 1 && enabled[0]?.id === id) return false;
        // With a new epoch, or enabling the account again would bring back what it was signed in with.
        const disabled = { disabledAt: sql`now()`, ...newSignInEpoch };
        await tx.update(userService).set(disabled).where(eq(userService.userId, id));
        return true;
      });
    },

    async enable(id: string): Promise<void> {
      await db.update(userService).set({ disabledAt: null }).where(eq(userService.userId, id));
    },
  };
}
