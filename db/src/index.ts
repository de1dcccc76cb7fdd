export {
  and,
  asc,
  desc,
  eq,
  exists,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  ne,
  or,
  type SQL,
  sql,
  type WithSubquery,
} from 'drizzle-orm';
export { inAccountTurn } from './account-turn.ts';
export { BackupError } from './backup/format.ts';
export { type OpenBackup, readBackup } from './backup/read.ts';
export { type Archive, serverArchive } from './backup/server.ts';
export { connect, MAX_CONCURRENT_QUERIES, migrateDatabase, type WhenFree } from './connect.ts';
export type { Connection, Database } from './database.ts';
export { deleteAccount } from './delete-account.ts';
export {
  isPoolBusy,
  isRefusal,
  isUnavailable,
  PoolBusy,
  refusesWrites,
  violatedCheck,
  violatedIndex,
} from './failures.ts';
export { knownMigrations } from './migration/migrations.ts';
export { newestFirst } from './newest-first.ts';
export { beginSignInEpoch, insertPerson, insertPersonFrom, ownersEpoch } from './people.ts';
export { inRightsTurn } from './rights-turn.ts';
export { LAST_ID, roomsHolding } from './room-search.ts';
export * from './schema/index.ts';
export {
  type NotRemoved,
  removeLaterWaysIn,
  removeMailedLinks,
  removeOtherWaysIn,
  removeWayIn,
} from './ways-in.ts';
