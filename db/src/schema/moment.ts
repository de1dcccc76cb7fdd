import { timestamp } from 'drizzle-orm/pg-core';

/** A point in time, whatever zone it is looked at from. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
