import {
  and,
  asc,
  type Database,
  desc,
  eq,
  getTableColumns,
  inRightsTurn,
  lt,
  memberships,
  roles,
  sql,
  userRoles,
  userService,
  users,
} from '@lantern/db';
import { searchKey } from '@lantern/service/text';

export type Role = Omit<typeof roles.$inferSelect, 'searchKey' | 'namesake'>;

export type CountedRole = Role & { holders: number };
export type RoleHolder = Pick<
  typeof users.$inferSelect,
  'id' | 'email' | 'login' | 'displayName' | 'firstName' | 'lastName'
>;

/** What somebody may do, and by which roles. */
export type Rights = { isSuperuser: boolean; disabledAt: Date | null; roles: Role[] };

export type RoleRepository = ReturnType<typeof roleRepository>;
export type RoleQueries = ReturnType<typeof roleQueries>;

export function roleRepository(db: Database) {
  return {
    ...roleQueries(db),

    /** A change of rights, all of it or nothing. See `inRightsTurn`. */
    inTurn: <Result>(change: (queries: RoleQueries) => Promise<Result>): Promise<Result> =>
      inRightsTurn(db, (tx) => change(roleQueries(tx))),
  };
}

function roleQueries(db: Database) {
  const rights = (userId: string) =>
    db
      .select({ isSuperuser: userService.isSuperuser, disabledAt: userService.disabledAt, role: roles })
      .from(userService)
      .leftJoin(userRoles, eq(userRoles.userId, userService.userId))
      .leftJoin(roles, eq(roles.id, userRoles.roleId))
      .where(eq(userService.userId, userId))
      .orderBy(asc(roles.searchKey));

  return {
    /** Newest first: ids are UUID v7. */
    list(after: string | undefined, limit: number): Promise<Role[]> {
      return db
        .select()
        .from(roles)
        .where(after ? lt(roles.id, after) : undefined)
        .orderBy(desc(roles.id))
        .limit(limit);
    },

    async find(id: string): Promise<Role | undefined> {
      const [found] = await db.select().from(roles).where(eq(roles.id, id));
      return found;
    },

    /** Newest first, each with how many people have it, as far as `most`. */
    listCounted(after: string | undefined, limit: number, most: number): Promise<CountedRole[]> {
      const counted = sql`select from ${userRoles} where ${userRoles.roleId} = ${roles.id} limit ${most}`;
      return db
        .select({
          ...getTableColumns(roles),
          holders: sql<number>`(select count(*)::int from (${counted}) as counted)`,
        })
        .from(roles)
        .where(after ? lt(roles.id, after) : undefined)
        .orderBy(desc(roles.id))
        .limit(limit);
    },

    /** The role once for each of the newest people who have it, or once without anybody. */
    findWithHolders(id: string, limit: number): Promise<{ role: Role; holder: RoleHolder | null }[]> {
      const { id: userId, email, login, displayName, firstName, lastName } = users;
      return db
        .select({ role: roles, holder: { id: userId, email, login, displayName, firstName, lastName } })
        .from(roles)
        .leftJoin(userRoles, eq(userRoles.roleId, roles.id))
        .leftJoin(users, eq(users.id, userRoles.userId))
        .where(eq(roles.id, id))
        .orderBy(desc(userRoles.userId))
        .limit(limit);
    },

    /** Every role by name, those that this person has first. */
    listFor(userId: string, limit: number): Promise<{ role: Role; held: boolean }[]> {
      return db
        .select({ role: roles, held: sql<boolean>`${userRoles.userId} is not null` })
        .from(roles)
        .leftJoin(userRoles, and(eq(userRoles.roleId, roles.id), eq(userRoles.userId, userId)))
        .orderBy(sql`${userRoles.userId} is null`, asc(roles.searchKey))
        .limit(limit);
    },

    async insert(role: Role): Promise<void> {
      await db.insert(roles).values({ ...role, ...comparedBy(role.name) });
    },

    async update(id: string, values: Partial<Pick<Role, 'name' | 'permissions'>>): Promise<void> {
      if (Object.keys(values).length === 0) return;
      await db
        .update(roles)
        .set({ ...values, ...(values.name === undefined ? {} : comparedBy(values.name)) })
        .where(eq(roles.id, id));
    },

    async delete(id: string): Promise<void> {
      await db.delete(roles).where(eq(roles.id, id));
    },

    /** @returns undefined when there is nobody with this id */
    async rightsOf(userId: string): Promise<Rights | undefined> {
      return gathered(await rights(userId));
    },

    /**
     * Who has a right by this role alone, and would miss it.
     *
     * @param userId only this person, or nobody; absent: everybody who has the role
     */
    async dependents(roleId: string, right: string, userId?: string): Promise<string[]> {
      const byOther = sql`exists (
        select from user_roles other join ${roles} on ${roles.id} = other.role_id
        where other.user_id = ${userRoles.userId} and other.role_id <> ${roleId} and ${right} = any(${roles.permissions})
      )`;
      const found = await db
        .select({ id: userRoles.userId })
        .from(userRoles)
        .innerJoin(userService, eq(userService.userId, userRoles.userId))
        .where(
          and(
            eq(userRoles.roleId, roleId),
            userId ? eq(userRoles.userId, userId) : undefined,
            eq(userService.isSuperuser, false),
            sql`not ${byOther}`,
          ),
        );
      return found.map(({ id }) => id);
    },

    /** Whether somebody's membership is paid for at this moment. */
    async isMember(userId: string): Promise<boolean> {
      const paid = and(eq(memberships.userId, userId), eq(memberships.active, true));
      return (await db.$count(memberships, paid)) > 0;
    },

    async findFor(purpose: Role['purpose'] & string): Promise<Role | undefined> {
      const [found] = await db.select().from(roles).where(eq(roles.purpose, purpose));
      return found;
    },

    /** @returns false when the name is taken */
    async insertUnlessTaken(role: Role): Promise<boolean> {
      const inserted = await db
        .insert(roles)
        .values({ ...role, ...comparedBy(role.name) })
        .onConflictDoNothing()
        .returning({ id: roles.id });
      return inserted.length > 0;
    },

    /** @returns whether they did not have it */
    async assign(userId: string, roleId: string): Promise<boolean> {
      // Selected, because the account may be deleted at this very moment.
      const account = db
        .select({ userId: users.id, roleId: sql<string>`${roleId}::uuid`.as('role_id') })
        .from(users)
        .where(eq(users.id, userId))
        .for('key share');
      const given = await db
        .insert(userRoles)
        .select(account)
        .onConflictDoNothing()
        .returning({ id: userRoles.userId });
      return given.length > 0;
    },

    /** @returns whether they had it */
    async takeAway(userId: string, roleId: string): Promise<boolean> {
      const taken = await db
        .delete(userRoles)
        .where(and(eq(userRoles.userId, userId), eq(userRoles.roleId, roleId)))
        .returning({ id: userRoles.userId });
      return taken.length > 0;
    },
  };
}

/** What makes a new name unique: it differs from every other in more than case and the like. */
const comparedBy = (name: string) => ({ searchKey: searchKey(name), namesake: 0 });

/** One row for each role, or one without a role. */
function gathered(rows: (Omit<Rights, 'roles'> & { role: Role | null })[]): Rights | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const { isSuperuser, disabledAt } = first;
  return { isSuperuser, disabledAt, roles: rows.flatMap(({ role }) => role ?? []) };
}
