import { type Database, eq, signIns, sql, userService, users } from '@lantern/db';

export type Person = {
  id: string;
  email: string;
  login: string | null;
  firstName: string | null;
  lastName: string | null;
  disabledAt: Date | null;
};

export type NewUser = typeof users.$inferInsert;
export type SignIn = Omit<typeof signIns.$inferInsert, 'at'>;

const person = {
  id: users.id,
  email: users.email,
  login: users.login,
  firstName: users.firstName,
  lastName: users.lastName,
  disabledAt: userService.disabledAt,
};

export type AccountRepository = ReturnType<typeof accountRepository>;

export function accountRepository(db: Database) {
  const people = () => db.select(person).from(users).innerJoin(userService, eq(userService.userId, users.id));
  return {
    /** Both rows or none. */
    async insert(user: NewUser): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.insert(users).values(user);
        await tx.insert(userService).values({ userId: user.id });
      });
    },

    async find(id: string): Promise<Person | undefined> {
      const [found] = await people().where(eq(users.id, id));
      return found;
    },

    /** By e-mail, or by the login name: an e-mail holds an "@", a login cannot. */
    async findForSignIn(name: string): Promise<(Person & { passwordHash: string }) | undefined> {
      // Postgres texts hold no NUL, so no account is called that, and asking would be an error.
      if (name.includes('\0')) return undefined;
      const column = name.includes('@') ? users.email : users.login;
      const [found] = await db
        .select({ ...person, passwordHash: users.passwordHash })
        .from(users)
        .innerJoin(userService, eq(userService.userId, users.id))
        .where(eq(sql`lower(${column})`, name.toLowerCase()));
      return found;
    },

    async recordSignIn(signIn: SignIn): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.insert(signIns).values(signIn);
        if (signIn.outcome !== 'success') return;
        await tx
          .update(userService)
          .set({ lastSignInAt: sql`now()` })
          .where(eq(userService.userId, signIn.userId));
      });
    },
  };
}
