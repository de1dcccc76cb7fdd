import { setImmediate } from 'node:timers/promises';
import { violatedIndex } from '@lantern/db';
import type { ChatNotifier, ChatOutcome } from '../chat-notifier/index.ts';
import { type Plan, planBatch } from './batch.ts';
import { type Film, type ReadFilm, readFilm } from './film.ts';
import type { FilmRepository } from './repository.ts';
import type { Row } from './row.ts';
export type FilmService = ReturnType<typeof filmService>;

/** A line whose film was not taken. */
export type Rejected = { line: number; reason: string; text: string };

/** What became of some lines, up to `line`. */
export type Batch = {
  line: number;
  made: number;
  changed: number;
  unchanged: number;
  rejected: Rejected[];
  /** Whether chat knows of the rooms that not everybody may be in any more. */
  chat: ChatOutcome;
};

export type Import = {
  /** Of the rooms that are made. */
  ownerId: string;
  /** Lines before this one are looked at only for the ids that they hold. */
  fromLine: number;
  /** Fields that mean nothing. */
  ignored: ReadonlySet<string>;
};

/** Rows. The embedded database takes tens of milliseconds for them, in which a running server answers nobody. */
const BATCH = 200;
/** Of a batch that others get in the way of: a room was made that has one of its names. */
const TRIES = 5;

export function filmService({ repository, chat }: { repository: FilmRepository; chat: ChatNotifier }) {
  async function write(films: Film[], ownerId: string): Promise<Plan> {
    for (let left = TRIES; ; left -= 1) {
      const plan = await planBatch(films, repository);
      try {
        if (plan.made.length + plan.changed.length > 0)
          await repository.write(ownerId, plan.made, plan.changed);
        return plan;
      } catch (error) {
        if (!violatedIndex(error) || left === 0) throw error;
      }
    }
  }

  return {
    /**
     * Makes a room for each film, or brings the room up to date that was made for it before; each batch as a whole or not at
     * all.
     *
     * @param rows in order
     * @returns what became of each batch, once it is written
     */
    async *import(
      rows: AsyncIterable<Row>,
      { ownerId, fromLine, ignored }: Import,
    ): AsyncGenerator<Batch, void> {
      const lines = new Map<string, number>();
      let outcome: ChatOutcome = 'published';
      let films: Film[] = [];
      let rejected: Rejected[] = [];
      let line = 0;

      async function batch(): Promise<Batch> {
        const { made, changed, unchanged, narrowed } = await write(films, ownerId);
        // Chat that cannot be reached is not waited for again.
        if (outcome === 'published') outcome = await chat.revokeRoomTokensIn(narrowed);
        const counts = { made: made.length, changed: changed.length, unchanged };
        const done = { line, ...counts, rejected, chat: outcome };
        films = [];
        rejected = [];
        // The embedded database answers without ever letting go of the process.
        await setImmediate();
        return done;
      }

      for await (const row of rows) {
        const read = filmOf(row, ignored, lines);
        if (row.line < fromLine) continue;
        line = row.lastLine;
        if ('film' in read) films.push(read.film);
        else rejected.push({ line: row.line, reason: read.reason, text: row.text });
        if (films.length + rejected.length === BATCH) yield await batch();
      }
      if (films.length + rejected.length > 0) yield await batch();
    },
  };
}

/**
 * Of two lines with one id the later would undo the earlier, and a second run do both again.
 *
 * @param lines of the ids that were read, to which this one's is added
 */
function filmOf(row: Row, ignored: ReadonlySet<string>, lines: Map<string, number>): ReadFilm {
  if ('reason' in row) return row;
  const read = readFilm(row.fields, ignored);
  if ('reason' in read) return read;
  const earlier = lines.get(read.film.externalId);
  if (earlier !== undefined) return { reason: `has the external_id of line ${earlier}` };
  lines.set(read.film.externalId, row.line);
  return read;
}
