import { setImmediate } from 'node:timers/promises';
import { and, type Connection, eq, gt, kvEntries, kvEntryBytes, kvUsage, sql, users } from '@lantern/db';
import { joinedLists, piecesOf } from './pieces.ts';
import { batchStatements, type Texts } from './statements/repository.ts';

export type Quota = { keys: number; bytes: number };
/** Keys in their order, by their JSON text: at most `limit` that have this beginning and come after a key, or ''. */
export type KeyRange = { beginning: string; after: string; limit: number };

export type KvRepository = ReturnType<typeof kvRepository>;

export function kvRepository({ db, sharesThread }: Pick<Connection, 'db' | 'sharesThread'>) {
  const statements = batchStatements(db);

  /**
   * Does a batch as one statement; where that would hold up this thread, as several in one transaction.
   *
   * @param run does a piece of it
   * @returns what the pieces answered, in the batch's order; nothing where the account has just been deleted
   */
  async function perform<Reply>(
    texts: Texts,
    run: (using: typeof statements, piece: Texts) => Promise<Reply[]>,
  ): Promise<Reply[]> {
    const pieces = sharesThread ? piecesOf(texts) : [texts];
    if (pieces.length === 1) return run(statements, texts);
    return db.transaction(async (tx) => {
      const using = batchStatements(tx);
      const replies: Reply[] = [];
      for (const piece of pieces) {
        replies.push(...(await run(using, piece)));
        // A query of the embedded database is done before anything else gets its turn: its promises wait for no event.
        await setImmediate();
      }
      return replies;
    });
  }

  return {
    /**
     * @returns lists of keys in JSON; undefined when the account has just been deleted
     * @throws the database's error of `kv_usage_quota` when it would be more than `quota`: then nothing is written
     */
    async write(id: string, texts: Texts, quota: Quota) {
      const values = { owner: id, maxKeys: quota.keys, maxBytes: quota.bytes };
      const replies = await perform(texts, ({ write }, piece) => write.execute({ ...values, ...piece }));
      if (replies.length === 0) return undefined;
      return {
        written: joinedLists(replies.map(({ written }) => written)),
        ignored: joinedLists(replies.map(({ ignored }) => ignored)),
      };
    },

    /**
     * @param most how many bytes the values may have together
     * @returns the members of an object in JSON, null when it would be more; and the list of keys that are absent
     */
    async read(id: string, keys: string, most: number) {
      let left = most;
      const replies = await perform({ keys, values: '' }, async ({ read }, piece) => {
        const found = await read.execute({ owner: id, keys: piece.keys, most: left });
        left -= found[0]?.bytes ?? 0;
        return found;
      });
      return {
        absent: joinedLists(replies.map(({ absent }) => absent)),
        members: left < 0 ? null : replies.map(({ members }) => members).join(),
      };
    },

    /** @returns lists of keys in JSON */
    async delete(id: string, keys: string) {
      const replies = await perform({ keys, values: '' }, ({ remove }, piece) =>
        remove.execute({ owner: id, keys: piece.keys }),
      );
      return {
        deleted: joinedLists(replies.map(({ deleted }) => deleted)),
        absent: joinedLists(replies.map(({ absent }) => absent)),
      };
    },

    async usage(id: string): Promise<Quota | undefined> {
      const [row] = await db
        .select({ keys: kvUsage.keys, bytes: kvUsage.bytes })
        .from(kvUsage)
        .where(eq(kvUsage.userId, id));
      return row;
    },

    /**
     * What is kept altogether, and a page of it by key.
     *
     * @param id whose keys
     */
    async list(id: string, { beginning, after, limit }: KeyRange) {
      const page = db
        .select({
          key: kvEntries.key,
          // Not `bytes`: drizzle names it without its table, and kv_usage has one too.
          bytes: kvEntryBytes.as('entry_bytes'),
          createdAt: kvEntries.createdAt,
        })
        .from(kvEntries)
        .where(and(eq(kvEntries.userId, id), sql`${kvEntries.key} ^@ ${beginning}`, gt(kvEntries.key, after)))
        .orderBy(kvEntries.key)
        .limit(limit)
        .as('page');
      return db
        .select({
          used: { keys: kvUsage.keys, bytes: kvUsage.bytes },
          entry: { key: page.key, bytes: page.bytes, createdAt: page.createdAt },
        })
        .from(users)
        .leftJoin(kvUsage, eq(kvUsage.userId, users.id))
        .leftJoin(page, sql`true`)
        .where(eq(users.id, id))
        .orderBy(page.key);
    },

    /** @param length of what is shown of the value, in characters */
    async find(id: string, key: string, length: number) {
      const [row] = await db
        .select({
          bytes: kvEntryBytes,
          whole: sql<boolean>`length(${kvEntries.value}) <= ${length}::integer`,
          beginning: sql<string>`left(${kvEntries.value}, ${length}::integer)`,
          createdAt: kvEntries.createdAt,
        })
        .from(kvEntries)
        .where(and(eq(kvEntries.userId, id), eq(kvEntries.key, key)));
      return row;
    },
  };
}
