import {
  and,
  asciiLower,
  beginSignInEpoch,
  type Connection,
  eq,
  exists,
  hasTwoFactor,
  heldPermissions,
  inAccountTurn,
  inArray,
  insertPerson,
  isNull,
  newSignInEpoch,
  passwordResets,
  removeMailedLinks,
  removeOtherWaysIn,
  type SQL,
  signIns,
  sql,
  twoFactor,
  userService,
  users,
} from '@lantern/db';
import { knownLocale, type Locale } from '../locales/locales.ts';
import { accountKey } from '../text/email-address.ts';

/** Somebody as the database knows them. */
export type Account = {
  id: string;
  email: string;
  login: string | null;
  displayName: string | null;
  firstName: string | null;
  lastName: string | null;
  /** The locale that they chose; null: none, or one whose folder was removed since. */
  locale: Locale | null;
  disabledAt: Date | null;
  isSuperuser: boolean;
  /** Of all their roles together. */
  permissions: string[];
  /** What this person is signed in with is good while it carries this number. */
  signInEpoch: number;
  /** Whether their sign-in asks for a second factor. */
  hasTwoFactor: boolean;
  /** Who has none signs in otherwise, and shows that way who they are. */
  hasPassword: boolean;
  /** Whether somebody who reads mail to the address has said so. */
  emailVerified: boolean;
  /** When all of this was so: milliseconds since 1970 by the database's clock, which is the same for every process. */
  asOf: number;
};
/** Somebody who is here. */
export type CurrentUser = Account & {
  /** Whether they have a second factor and showed it when they signed in. */
  secondFactor: boolean;
  /** Whether they showed who they are minutes ago, by whatever way in. */
  justProved: boolean;
};

export type NewUser = typeof users.$inferInsert;
const person = {
  id: users.id,
  email: users.email,
  login: users.login,
  displayName: users.displayName,
  firstName: users.firstName,
  lastName: users.lastName,
  locale: sql<Locale | null>`${users.locale}`.mapWith((tag: string) => knownLocale(tag) ?? null),
  disabledAt: userService.disabledAt,
  isSuperuser: userService.isSuperuser,
  permissions: heldPermissions,
  signInEpoch: userService.signInEpoch,
  hasTwoFactor,
  hasPassword: sql<boolean>`${users.passwordHash} is not null`,
  emailVerified: sql<boolean>`${users.emailVerifiedAt} is not null`,
  asOf: sql<number>`floor(extract(epoch from now()) * 1000)::float8`,
};

export type Profile = Partial<
  Pick<NewUser, 'email' | 'login' | 'displayName' | 'firstName' | 'lastName' | 'locale'>
>;
type NewPassword = { passwordHash: string; epoch: number };
/** What a new password by a link brings with it. */
export type AfterReset = {
  /** The link was mailed to the address: whoever has it reads that mailbox. */
  verifies: boolean;
  /** Passkeys and accounts elsewhere, or these and the second factor. */
  removes: 'nothing' | 'ways_in' | 'everything';
};
/** A sign-in, and the browser's session that it began; a program's sign-in has none. */
export type SignInRef = { signInId: string; sessionId?: string };

export type AccountRepository = ReturnType<typeof accountRepository>;

export function accountRepository({ db, lookups }: Pick<Connection, 'db' | 'lookups'>) {
  const people = () =>
    lookups.select(person).from(users).innerJoin(userService, eq(userService.userId, users.id));
  // Every request of somebody signed in runs one of these. Preparing them once is faster.
  const byId = eq(users.id, sql.placeholder('id'));
  const signIn = (session?: SQL) =>
    exists(
      db
        .select({ id: signIns.id })
        .from(signIns)
        .where(
          and(
            eq(signIns.id, sql.placeholder('signInId')),
            eq(signIns.userId, users.id),
            isNull(signIns.endedAt),
            session,
          ),
        ),
    );
  const find = people().where(byId).prepare('person');
  const findSignedIn = people().where(and(byId, signIn())).prepare('person_signed_in');
  const inSession = eq(signIns.sessionId, sql.placeholder('sessionId'));
  const findInSession = people()
    .where(and(byId, signIn(inSession)))
    .prepare('person_in_session');
  return {
    insert: (user: NewUser): Promise<void> => insertPerson(db, user),

    /** @param by a sign-in of theirs that was not ended; the history must know the session as that sign-in's */
    async find(id: string, by?: SignInRef): Promise<Account | undefined> {
      const statement = by ? (by.sessionId ? findInSession : findSignedIn) : find;
      const [found] = await statement.execute({ id, ...by });
      return found;
    },

    /** By e-mail, or by the login name: an e-mail holds an "@", a login cannot. */
    async findForSignIn(name: string): Promise<(Account & { passwordHash: string | null }) | undefined> {
      // Postgres texts hold no NUL, so no account is called that, and asking would be an error.
      if (name.includes('\0')) return undefined;
      const column = name.includes('@') ? users.email : users.login;
      const [found] = await db
        .select({ ...person, passwordHash: users.passwordHash })
        .from(users)
        .innerJoin(userService, eq(userService.userId, users.id))
        .where(eq(asciiLower(column), accountKey(name)));
      return found;
    },

    async changeProfile(id: string, values: Omit<Profile, 'email' | 'login'>): Promise<void> {
      if (Object.keys(values).length > 0) await db.update(users).set(values).where(eq(users.id, id));
    },

    /**
     * As `changeProfile`, with what the person signs in with. With another e-mail, links for a new password go that were mailed to
     * the one before.
     *
     * @param person as they were when they were asked who they are
     * @returns false, and changes nothing, when they sign in with something else by now
     */
    async changeSignInNames(person: Account, values: Profile): Promise<boolean> {
      const turn = { userId: person.id, underEpoch: person.signInEpoch };
      const changed = await inAccountTurn(db, turn, async (tx) => {
        const unverified = values.email === undefined ? {} : { emailVerifiedAt: null };
        const same = and(
          eq(users.id, person.id),
          eq(users.email, person.email),
          sql`${users.login} is not distinct from ${person.login}`,
        );
        const rows = await tx
          .update(users)
          .set({ ...values, ...unverified })
          .where(same)
          .returning({ id: users.id });
        if (rows.length > 0 && values.email !== undefined)
          await tx.delete(passwordResets).where(eq(passwordResets.userId, person.id));
        return rows.length > 0;
      });
      return changed === true;
    },

    async passwordHashOf(id: string): Promise<string | null> {
      const [found] = await db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, id));
      return found?.hash ?? null;
    },

    /**
     * Both or none: the new password, and the end of what was signed in with the old. An app for codes that was begun with the
     * old one and never confirmed goes as well.
     *
     * @param underEpoch absent: under whatever epoch; of several at the same moment under one, one succeeds
     * @returns the new epoch; undefined when that epoch is over
     */
    async changePassword(id: string, passwordHash: string, underEpoch?: number): Promise<number | undefined> {
      const current = underEpoch === undefined ? undefined : eq(userService.signInEpoch, underEpoch);
      const begun = db.$with('begun').as(
        db
          .update(userService)
          .set(newSignInEpoch)
          .where(and(eq(userService.userId, id), current))
          .returning({ id: userService.userId, epoch: userService.signInEpoch }),
      );
      const unconfirmed = db.$with('unconfirmed').as(
        db
          .update(twoFactor)
          .set({ newSecret: null })
          .where(inArray(twoFactor.userId, db.select({ id: begun.id }).from(begun)))
          .returning({ id: twoFactor.userId }),
      );
      const [row] = await db
        .with(begun, unconfirmed)
        .update(users)
        .set({ passwordHash })
        .where(inArray(users.id, db.select({ id: begun.id }).from(begun)))
        .returning({ epoch: sql<number>`(select ${begun.epoch} from ${begun})` });
      return row?.epoch;
    },

    /**
     * As `changePassword` under an epoch, but for an account in use; of several at the same moment one succeeds.
     * What else was mailed to get in or to change the address goes, and an app that was never confirmed.
     *
     * @param also what else happens then: ways in that go, and the address that was shown to be theirs
     * @returns whether it was changed
     */
    replacePassword(id: string, { passwordHash, epoch }: NewPassword, also: AfterReset): Promise<boolean> {
      const inUse = and(
        eq(userService.userId, id),
        eq(userService.signInEpoch, epoch),
        isNull(userService.disabledAt),
      );
      return db.transaction(async (tx) => {
        const begun = await tx
          .update(userService)
          .set(newSignInEpoch)
          .where(inUse)
          .returning({ id: userService.userId });
        if (begun.length === 0) return false;
        const verified = also.verifies
          ? { emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, now())` }
          : {};
        await tx
          .update(users)
          .set({ passwordHash, ...verified })
          .where(eq(users.id, id));
        await removeMailedLinks(tx, id);
        await removeOtherWaysIn(tx, id, also.removes);
        return true;
      });
    },

    /** @returns the new epoch; undefined when that which it was to end is over */
    beginEpoch: (id: string, underEpoch: number): Promise<number | undefined> =>
      inAccountTurn(db, { userId: id, underEpoch }, (tx) => beginSignInEpoch(tx, id)),
  };
}
