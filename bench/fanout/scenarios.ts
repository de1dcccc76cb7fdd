import type { TalkJob } from './load/talk.ts';

export type Shape = {
  connections: number;
  rooms: number;
  /** Seconds without news of who came; then seconds of nothing. */
  settle: number;
  idle: number;
  /** Absent: nobody says anything. */
  talk?: TalkJob;
};

/** As in ../shared/fanout, so that its figures and these can be laid side by side. */
export const SHAPES = {
  /** One message in flight: nothing can be put together, so this is the cost of one write per member. */
  S0: room(1000, { senders: 1, messages: 500, window: 1 }),
  S1: room(1000, { senders: 1, messages: 2000, window: 8 }),
  /** Everybody in a hundred rooms of twenty says something once a second. */
  S2: { ...room(2000, { senders: 20, messages: 20, rate: 1 }), rooms: 100 },
  S3: { connections: 10_000, rooms: 100, settle: 1, idle: 2 },
  /** A burst: no window, one write per message. */
  S4: room(200, { senders: 20, messages: 200, window: 0 }),
  /** The same with all of a sender's messages in one write. */
  S4b: room(200, { senders: 20, messages: 200, window: 0, chunk: 200 }),
} satisfies Record<string, Shape>;

function room(connections: number, talk: Partial<TalkJob> & { senders: number; messages: number }) {
  return {
    connections,
    rooms: 1,
    settle: 0.5,
    idle: 0,
    talk: { window: 0, rate: 0, chunk: 1, ...talk },
  };
}
