import { and, type Database, eq, memberships, sql, users } from '@lantern/db';

export type Membership = typeof memberships.$inferSelect;
export type MembershipState = Pick<Membership, 'status' | 'active' | 'paidUntil' | 'endsAt'>;
/** A customer of whoever takes the money, and the e-mail that they have there and here. */
export type CustomerEmail = { customerId: string; told: string | null; current: string };
/** A customer of somebody in the place of another. */
export type Replacement = { userId: string; from: string; to: string; email: string };

export type MembershipRepository = ReturnType<typeof membershipRepository>;

export function membershipRepository(db: Database) {
  return {
    async find(userId: string): Promise<Membership | undefined> {
      const [found] = await db.select().from(memberships).where(eq(memberships.userId, userId));
      return found;
    },

    async findByCustomer(customerId: string): Promise<Membership | undefined> {
      const [found] = await db.select().from(memberships).where(eq(memberships.customerId, customerId));
      return found;
    },

    async findEmail(userId: string): Promise<CustomerEmail | undefined> {
      const { customerId, customerEmail: told } = memberships;
      const [found] = await db
        .select({ customerId, told, current: users.email })
        .from(memberships)
        .innerJoin(users, eq(users.id, memberships.userId))
        .where(eq(memberships.userId, userId));
      return found;
    },

    /** Writes down which e-mail the customer was told with, unless they are another customer by now. */
    async recordEmail(customerId: string, customerEmail: string): Promise<void> {
      await db.update(memberships).set({ customerEmail }).where(eq(memberships.customerId, customerId));
    },

    /** Whoever has a customer already keeps it; an account that is gone by now gets none. */
    async insert(userId: string, customerId: string, customerEmail: string): Promise<void> {
      const account = db
        .select({
          userId: users.id,
          customerId: sql<string>`${customerId}::text`.as('customer_id'),
          customerEmail: sql<string>`${customerEmail}::text`.as('customer_email'),
          status: sql<null>`null::text`.as('status'),
          active: sql<boolean>`false`.as('active'),
          paidUntil: sql<null>`null::timestamptz`.as('paid_until'),
          endsAt: sql<null>`null::timestamptz`.as('ends_at'),
          version: sql<number>`0`.as('version'),
        })
        .from(users)
        .where(eq(users.id, userId))
        .for('key share');
      await db.insert(memberships).select(account).onConflictDoNothing();
    },

    /** @returns whether nobody else was faster */
    async replaceCustomer({ userId, from, to, email }: Replacement): Promise<boolean> {
      const changed = await db
        .update(memberships)
        .set({ customerId: to, customerEmail: email })
        .where(and(eq(memberships.userId, userId), eq(memberships.customerId, from)))
        .returning({ userId: memberships.userId });
      return changed.length > 0;
    },

    /** @returns false when somebody has written since `version` was read: what was asked meanwhile may be of the past */
    async record(userId: string, version: number, state: MembershipState): Promise<boolean> {
      const written = await db
        .update(memberships)
        .set({ ...state, version: version + 1 })
        .where(and(eq(memberships.userId, userId), eq(memberships.version, version)))
        .returning({ userId: memberships.userId });
      return written.length > 0;
    },
  };
}
