import { boolean, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { moment } from './moment.ts';
import { users } from './people.ts';

/** Who has ever begun to buy a membership, and what Stripe said last of their subscription. */
export const memberships = pgTable(
  'memberships',
  {
    userId: uuid('user_id')
      .primaryKey()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The person as Stripe knows them. One for each, so that there is one place to ask what they have. */
    customerId: text('customer_id').notNull(),
    /** The e-mail that Stripe was told last: invoices go there; null: it is not known. */
    customerEmail: text('customer_email'),
    /** Of the subscription, in Stripe's words; null: there has been none. */
    status: text('status'),
    /** Whether that makes a member of the person. */
    active: boolean('active').notNull().default(false),
    /** Until when it is paid. */
    paidUntil: moment('paid_until'),
    /** When it ends, or has ended; null: it is renewed. */
    endsAt: moment('ends_at'),
    /** Goes up whenever the above is written: who asked Stripe before that has an answer of the past. */
    version: integer('version').notNull().default(0),
  },
  (table) => [uniqueIndex('memberships_customer_id_key').on(table.customerId)],
);
