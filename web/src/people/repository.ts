import {
  and,
  asciiLower,
  beginSignInEpoch,
  type Connection,
  type Database,
  deleteAccount,
  desc,
  eq,
  hasTwoFactor,
  heldPermissions,
  inRightsTurn,
  insertPerson,
  isNull,
  lt,
  ne,
  newSignInEpoch,
  or,
  sql,
  userService,
  users,
} from '@lantern/db';
import { searchPattern } from '@lantern/service/text';
import { accountKey } from '../text/email-address.ts';

/** A person as those see them who run the instance. */
export type ManagedAccount = {
  id: string;
  email: string;
  login: string | null;
  displayName: string | null;
  firstName: string | null;
  lastName: string | null;
  isSuperuser: boolean;
  /** Of all their roles together. */
  permissions: string[];
  createdAt: Date;
  lastSignInAt: Date | null;
  disabledAt: Date | null;
  hasTwoFactor: boolean;
};

export type NewSuperuser = { id: string; email: string; passwordHash: string };
export type PeopleRepository = ReturnType<typeof peopleRepository>;
export type PeopleTurn = ReturnType<typeof turnQueries>;

const account = {
  id: users.id,
  email: users.email,
  login: users.login,
  displayName: users.displayName,
  firstName: users.firstName,
  lastName: users.lastName,
  isSuperuser: userService.isSuperuser,
  permissions: heldPermissions,
  createdAt: userService.createdAt,
  lastSignInAt: userService.lastSignInAt,
  disabledAt: userService.disabledAt,
  hasTwoFactor,
};

const accountsIn = (db: Database) =>
  db.select(account).from(users).innerJoin(userService, eq(userService.userId, users.id));

async function accountBy(db: Database, id: string): Promise<ManagedAccount | undefined> {
  const [found] = await accountsIn(db).where(eq(users.id, id));
  return found;
}

export function peopleRepository({ db, sharesThread }: Pick<Connection, 'db' | 'sharesThread'>) {
  const inPieces = sharesThread === true;
  return {
    /** By e-mail or by login name, without regard to case. */
    async find(by: 'email' | 'login', name: string): Promise<ManagedAccount | undefined> {
      const [found] = await accountsIn(db).where(eq(asciiLower(users[by]), accountKey(name)));
      return found;
    },

    get: (id: string): Promise<ManagedAccount | undefined> => accountBy(db, id),

    /** Whose e-mail or login the text is, all of it, without regard to case: found by the unique indexes. */
    called(name: string): Promise<ManagedAccount[]> {
      const same = (column: typeof users.email | typeof users.login) =>
        eq(asciiLower(column), accountKey(name));
      return accountsIn(db).where(or(same(users.email), same(users.login)));
    },

    /**
     * Newest first. A text that many have is found at once, one that few have reads the whole table.
     *
     * @param search part of the e-mail, login or name
     * @param after the id of the last one that is known already
     */
    list(search: string, after: string | undefined, limit: number): Promise<ManagedAccount[]> {
      const text = sql`concat_ws(' ', ${users.email}, ${users.login}, ${users.displayName}, ${users.firstName}, ${users.lastName})`;
      return accountsIn(db)
        .where(
          and(
            after ? lt(users.id, after) : undefined,
            // Not `lower`, and not `ilike`: which letters they know is the database's locale's affair.
            search ? sql`${text} collate "C" ~ ${searchPattern(search)}` : undefined,
          ),
        )
        .orderBy(desc(users.id))
        .limit(limit);
    },

    async isEmpty(): Promise<boolean> {
      const found = await db.select({ id: users.id }).from(users).limit(1);
      return found.length === 0;
    },

    /** Whoever may use the machine says whose address it is: nobody else can have signed up with it. */
    insertSuperuser: (user: NewSuperuser): Promise<void> =>
      insertPerson(db, { ...user, emailVerifiedAt: new Date() }, { isSuperuser: true }),

    hasOtherSuperuser: turnQueries({ db, inPieces }).hasOtherSuperuser,

    /** What depends on the rights of two people, all of it or nothing. See `inRightsTurn`. */
    inTurn: <Result>(change: (turn: PeopleTurn) => Promise<Result>): Promise<Result> =>
      inRightsTurn(db, (tx) => change(turnQueries({ db: tx, inPieces }))),
  };
}

function turnQueries({ db, inPieces }: { db: Database; inPieces: boolean }) {
  const of = (id: string) => eq(userService.userId, id);

  async function setSuperuser(id: string, isSuperuser: boolean): Promise<boolean> {
    const changed = await db
      .update(userService)
      .set({ isSuperuser })
      .where(and(of(id), ne(userService.isSuperuser, isSuperuser)))
      .returning({ id: userService.userId });
    return changed.length > 0;
  }

  return {
    get: (id: string): Promise<ManagedAccount | undefined> => accountBy(db, id),

    /** Whether anybody else is a superuser who can sign in. */
    async hasOtherSuperuser(id: string): Promise<boolean> {
      const others = await db
        .select({ id: userService.userId })
        .from(userService)
        .where(
          and(eq(userService.isSuperuser, true), isNull(userService.disabledAt), ne(userService.userId, id)),
        )
        .limit(1);
      return others.length > 0;
    },

    /** @returns whether they were none before */
    makeSuperuser: (id: string): Promise<boolean> => setSuperuser(id, true),

    /** @returns whether they were one before */
    revokeSuperuser: (id: string): Promise<boolean> => setSuperuser(id, false),

    /** With a new epoch, or enabling the account again would bring back what it was signed in with. */
    async disable(id: string): Promise<void> {
      const disabled = { disabledAt: sql`now()`, ...newSignInEpoch };
      await db.update(userService).set(disabled).where(of(id));
    },

    async enable(id: string): Promise<void> {
      await db.update(userService).set({ disabledAt: null }).where(of(id));
    },

    /**
     * Takes the account away with all that is its own.
     *
     * @returns the ids of the rooms that went with it
     */
    async delete(id: string): Promise<string[]> {
      // As all that changes how somebody gets in: see `inAccountTurn`.
      await db.select({ id: userService.userId }).from(userService).where(of(id)).for('update');
      // Nobody adds a room to an account that is locked for this: the ids below are all there are.
      await db.select({ id: users.id }).from(users).where(eq(users.id, id)).for('update');
      return deleteAccount(db, { userId: id, inPieces });
    },

    async endSignIns(id: string): Promise<void> {
      await beginSignInEpoch(db, id);
    },
  };
}
