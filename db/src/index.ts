export {
  aliasedTable,
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
  violatedReference,
} from './failures.ts';
export { knownMigrations } from './migration/migrations.ts';
export { beginSignInEpoch, insertPerson, insertPersonFrom, ownersEpoch } from './people.ts';
export { banInForce, muteInForce } from './queries/bans-in-force.ts';
export { newestFirst } from './queries/newest-first.ts';
export { homeLists, liveRooms, myRooms, starredRooms } from './queries/room-lists.ts';
export { LAST_ID, roomsHolding } from './queries/room-search.ts';
export { isFoundBy, isOpenTo } from './queries/room-visibility.ts';
export { inRightsTurn } from './rights-turn.ts';
export * from './schema/index.ts';
export {
  type NotRemoved,
  removeLaterWaysIn,
  removeMailedLinks,
  removeOtherWaysIn,
  removeWayIn,
} from './ways-in.ts';
