import { searchKey } from '@lantern/service/text';
import { v7 as uuid } from 'uuid';
import type { Film } from './film.ts';
import { CLOSE, type Names, namesOf, numbered, OPEN, sameName } from './names.ts';
import type { FilmRepository, FilmRoom, NewFilmRoom } from './repository.ts';

export type Plan = {
  made: NewFilmRoom[];
  changed: NewFilmRoom[];
  /** Films whose rooms are as they should be. */
  unchanged: number;
  /** Rooms that people are in who may not be there any more. */
  narrowed: string[];
};

/**
 * What has to be written for some films. Who comes first has the better name, but no room that has one of its film's names
 * loses it; a name that one of these films gives up is free from the next batch on.
 *
 * @param films each with another external id
 */
export async function planBatch(films: Film[], repository: FilmRepository): Promise<Plan> {
  const found = await repository.find(films.map(({ externalId }) => externalId));
  const rooms = new Map(found.map((room) => [room.externalId, room]));
  const names = await chooseNames(films, rooms, repository);
  const plan: Plan = { made: [], changed: [], unchanged: 0, narrowed: [] };
  for (const [at, film] of films.entries()) {
    const before = rooms.get(film.externalId);
    const name = names[at] ?? '';
    const { restriction, label: restrictionLabel } = film.access ??
      (before && { restriction: before.restriction, label: before.restrictionLabel }) ?? {
        restriction: null,
        label: null,
      };
    const room = {
      id: before?.id ?? uuid(),
      externalId: film.externalId,
      name,
      searchKey: searchKey(name),
      restriction,
      restrictionLabel,
    };
    if (!before) plan.made.push(room);
    else if (isSame(before, room)) plan.unchanged += 1;
    else plan.changed.push(room);
    if (before && restriction !== null && restriction !== before.restriction) plan.narrowed.push(room.id);
  }
  return plan;
}

const isSame = (one: FilmRoom, other: FilmRoom): boolean =>
  one.name === other.name &&
  one.restriction === other.restriction &&
  one.restrictionLabel === other.restrictionLabel;

async function chooseNames(
  films: Film[],
  rooms: Map<string, FilmRoom>,
  repository: FilmRepository,
): Promise<(string | undefined)[]> {
  const names = films.map(namesOf);
  const chosen = films.map(({ externalId }, at) => {
    const room = rooms.get(externalId);
    return room && sameName(room.name, names[at] as Names);
  });
  const wanting = names.flatMap((each, at) => (chosen[at] === undefined ? [{ at, ...each }] : []));
  if (wanting.length === 0) return chosen;

  const keys = wanting.flatMap(({ plain, dated }) => [plain, ...(dated ? [dated] : [])].map(searchKey));
  const taken = await repository.taken(keys);
  const given = new Set<string>();
  const give = (at: number, name: string | undefined): boolean => {
    if (name === undefined) return false;
    const key = searchKey(name);
    if (taken.has(key) || given.has(key)) return false;
    given.add(key);
    chosen[at] = name;
    return true;
  };
  const left = wanting.filter(({ at, plain, dated }) => !give(at, plain) && !give(at, dated));

  const groups = Map.groupBy(left, ({ stem }) => searchKey(stem) + OPEN);
  const numberings = [...groups].map(([before, { length }]) => {
    // Some of the free ones may just have been given: to a film that is called «Solaris (2)».
    const clashes = [...given].filter((key) => key.startsWith(before)).length;
    return { before, after: CLOSE, wanted: length + clashes };
  });
  if (numberings.length === 0) return chosen;
  const numbers = Map.groupBy(await repository.freeNumbers(numberings), ({ before }) => before);
  for (const [before, group] of groups) {
    const free = (numbers.get(before) ?? []).map(({ number }) => number).sort((one, other) => one - other);
    for (const { at, stem } of group) while (!give(at, numbered(stem, free.shift() ?? Number.NaN)));
  }
  return chosen;
}
