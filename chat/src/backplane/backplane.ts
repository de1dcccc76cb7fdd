/** News that web tells every chat process. */
export type Notice =
  | { type: 'room-closed'; room_id: string }
  | { type: 'person-removed'; person_id: string; room_id: string }
  /** Every room token that these people have by now: who may still enter gets a new one and comes back. */
  | { type: 'tokens-revoked'; person_ids: string[] }
  /** The same for everybody who is in one of these rooms. */
  | { type: 'room-tokens-revoked'; room_ids: string[] };

/** What joins web and the chat processes. `local.ts` is for one process, `redis.ts` for several. */
export type Backplane = {
  /** Resolves when the news is handed over; rejects when it cannot be (Redis down). */
  announce(notice: Notice): Promise<void>;
  /** Calls `listener` for every notice from now on. */
  listen(listener: (notice: Notice) => void): void;
  /** Whether news passes at the moment. */
  up(): boolean;
  close(): Promise<void>;
};
