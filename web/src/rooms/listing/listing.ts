import { searchKey } from '@lantern/service/text';
import { type Page, pageOf, readPage } from '../../paging.ts';
import { type Holder, may } from '../../permissions.ts';
import type { RoomPresence } from '../../room-presence/index.ts';
import { type FoundRooms, findsWholeNamesOnly, onlyPage, searchPage } from '../found-rooms.ts';
import type { ListedRoom, ListingRepository, Reader } from './repository.ts';

/** Who asks for a list. */
type Person = Holder & { id: string };
/** A room of a list with how many people are in it; null: not known, or not told to who may not enter. */
export type CountedRoom = ListedRoom & { people: number | null };

const PAGE_SIZE = 20;
/** More rooms with people in them than a page shows. */
const MOST_LIVE = 50;
const MOST_LIVE_AT_HOME = 10;
/** So many of the busiest rooms are looked at first. The rest is looked at only where few of them may be shown. */
const FIRST_BUSIEST = 100;

const readerOf = ({ id, permissions, isSuperuser }: Person): Reader => ({
  userId: id,
  passed: permissions.join(),
  passesAll: isSuperuser,
});

type Parts = { repository: ListingRepository; presence: RoomPresence };

/** Lists of rooms for somebody: with what they may see, and how many people are in each. */
export function roomListing({ repository, presence }: Parts) {
  const counted =
    (person: Person) =>
    <Of extends ListedRoom>(room: Of): Of & CountedRoom => {
      const mayEnter = room.restriction === null || may(person, room.restriction);
      return { ...room, people: mayEnter ? presence.peopleIn(room.id) : null };
    };
  const countedPage = <Of extends Page<ListedRoom>>(person: Person, page: Of) => ({
    ...page,
    items: page.items.map(counted(person)),
  });

  /** @param shown those of the busiest rooms that may be shown, with further ones behind them if there are fewer than `wanted` */
  async function withLessBusy(
    person: Person,
    shown: ListedRoom[],
    { busiest, wanted }: { busiest: readonly string[]; wanted: number },
  ): Promise<ListedRoom[]> {
    const rest = busiest.slice(FIRST_BUSIEST);
    if (shown.length >= wanted || rest.length === 0) return shown;
    return [...shown, ...(await repository.live(readerOf(person), rest, wanted - shown.length))];
  }

  return {
    /** The rooms that somebody owns or belongs to, newest first. */
    async listMine(person: Person, after?: string): Promise<Page<CountedRoom>> {
      const read = (limit: number) => repository.mine({ userId: person.id, after, limit });
      return countedPage(person, await readPage(read, PAGE_SIZE));
    },

    /** The rooms that somebody has put a star on, newest room first. */
    async listStarred(person: Person, after?: string): Promise<Page<CountedRoom>> {
      const read = (limit: number) => repository.starred({ userId: person.id, after, limit });
      return countedPage(person, await readPage(read, PAGE_SIZE));
    },

    /** The rooms with people in them that somebody finds and may enter, busiest first. */
    async listLive(person: Person): Promise<CountedRoom[]> {
      const busiest = presence.busiest();
      if (busiest.length === 0) return [];
      const first = await repository.live(readerOf(person), busiest.slice(0, FIRST_BUSIEST), MOST_LIVE);
      return (await withLessBusy(person, first, { busiest, wanted: MOST_LIVE })).map(counted(person));
    },

    /** What the home page lists, in one statement (two where hidden rooms are the busiest). Of the rooms with the newest stars those with most people come first. */
    async listHome(person: Person, after?: string) {
      const busiest = presence.busiest();
      const rows = await repository.home(readerOf(person), {
        busiest: busiest.slice(0, FIRST_BUSIEST),
        after,
        limit: PAGE_SIZE + 1,
      });
      const of = (list: string) => rows.filter((row) => row.list === list).map(counted(person));
      const live = await withLessBusy(person, of('live'), { busiest, wanted: MOST_LIVE_AT_HOME });
      const starred = pageOf(of('starred'), PAGE_SIZE);
      return {
        /** Null: where people are is not known. */
        live: presence.peopleIn('') === null ? null : live.slice(0, MOST_LIVE_AT_HOME).map(counted(person)),
        starred: {
          items: starred.items.toSorted((one, other) => (other.people ?? 0) - (one.people ?? 0)),
          isWhole: starred.next === undefined,
        },
        mine: pageOf(of('mine'), PAGE_SIZE),
      };
    },

    /**
     * Rooms that somebody finds whose name holds the text, as `searchKey` compares them; every character of the text stands for
     * itself. A text of fewer than 6 characters is the whole name.
     *
     * @throws LanternError `invalid_fields` (`q`: `search_too_short`) when no room has a name as short as that
     */
    async search(person: Person, text: string, after?: string): Promise<FoundRooms<CountedRoom>> {
      const what = { userId: person.id, key: searchKey(text) };
      if (findsWholeNamesOnly(text)) return countedPage(person, onlyPage(await repository.named(what)));
      const page = await searchPage(
        (from, limit) => repository.search({ ...what, after: from }, limit),
        after,
      );
      return countedPage(person, page);
    },

    /** @returns the room of that name, if somebody finds it */
    async findNamed(userId: string, name: string): Promise<ListedRoom | undefined> {
      const [room] = await repository.named({ userId, key: searchKey(name) });
      return room;
    },

    peopleIn: presence.peopleIn,
  };
}
