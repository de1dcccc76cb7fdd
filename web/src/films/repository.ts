import { and, type Database, isNotNull, rooms, sql } from '@lantern/db';

/** The room that is kept up to date with a film. */
export type FilmRoom = {
  id: string;
  externalId: string;
  name: string;
  restriction: string | null;
  restrictionLabel: string | null;
};

/** `searchKey` is that of the name. */
export type NewFilmRoom = FilmRoom & { searchKey: string };

/** Search keys of numbered names, `before` and `after` the number, and how many of them are wanted. */
export type Numbering = { before: string; after: string; wanted: number };

export type FilmRepository = ReturnType<typeof filmRepository>;

/** Any number, but the same in every process: "lantern films". */
const LOCK = 7_305_114_822;

/** Whatever is many goes as one JSON text: so a batch of any size is the same prepared statement. */
const many = (values: readonly unknown[]) => sql`${JSON.stringify(values)}::jsonb`;

export function filmRepository(db: Database) {
  return {
    async find(externalIds: string[]): Promise<FilmRoom[]> {
      const { id, externalId, name, restriction, restrictionLabel } = rooms;
      const wanted = sql`${externalId} = any(array(select jsonb_array_elements_text(${many(externalIds)})))`;
      return (
        db
          .select({ id, externalId: sql<string>`${externalId}`, name, restriction, restrictionLabel })
          .from(rooms)
          // The second is what the index is for.
          .where(and(wanted, isNotNull(externalId)))
      );
    },

    /** @returns those search keys that a room has */
    async taken(searchKeys: string[]): Promise<Set<string>> {
      const found = await db
        .select({ key: rooms.searchKey })
        .from(rooms)
        .where(sql`${rooms.searchKey} = any(array(select jsonb_array_elements_text(${many(searchKeys)})))`);
      return new Set(found.map(({ key }) => key));
    },

    /** @returns for each numbering the lowest numbers that no room has, ascending */
    async freeNumbers(numberings: Numbering[]): Promise<{ before: string; number: number }[]> {
      // A query for each number, so that it is answered by the index and ends with the last one that is wanted.
      const room = sql`(select true from ${rooms} where ${rooms.searchKey} = name.before || number || name.after)`;
      return db
        .select({ before: sql<string>`name.before`, number: sql<number>`free.number` })
        .from(sql`jsonb_to_recordset(${many(numberings)}) as name (before text, after text, wanted int)
          cross join lateral (
            select number from (select generate_series(2, 9999999) as number) as numbers
            where number not between 1000 and 9999 and ${room} is null
            limit name.wanted
          ) as free`);
    },

    /**
     * All of it or nothing. Names that are given anew may be held by none of these rooms: the indexes look at one row after
     * the other.
     */
    async write(ownerId: string, made: NewFilmRoom[], changed: NewFilmRoom[]): Promise<void> {
      await db.transaction(async (tx) => {
        // Two imports of the same films would wait for each other's rows, crosswise.
        await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`);
        await tx.execute(sql`
        with changes as (
          update ${rooms}
          set name = room.name, search_key = room."searchKey",
            namesake = case when ${rooms.searchKey} = room."searchKey" then ${rooms.namesake} else 0 end,
            restriction = room.restriction, restriction_label = room."restrictionLabel"
          from jsonb_to_recordset(${many(changed)}) as room
            (id uuid, name text, "searchKey" text, restriction text, "restrictionLabel" text)
          where ${rooms.id} = room.id
        )
        insert into ${rooms} (id, owner_id, external_id, name, search_key, namesake, restriction, restriction_label)
        select id, ${ownerId}::uuid, "externalId", name, "searchKey", 0, restriction, "restrictionLabel"
        from jsonb_to_recordset(${many(made)}) as room
          (id uuid, "externalId" text, name text, "searchKey" text, restriction text, "restrictionLabel" text)`);
      });
    },
  };
}
