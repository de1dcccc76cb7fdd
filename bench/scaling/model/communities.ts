/** How people use a community. Rates are those of a busy evening, when everybody who is counted has a room open. */
export type Habits = {
  /** Rooms by how many members are in them, each with a third of all sockets, and what each member says. */
  rooms: readonly { members: number; messages_per_minute: number }[];
  /** `typing` frames for each message. */
  typing: number;
  /** How often a member joins or leaves, in an hour. */
  presence_changes_per_hour: number;
  pages_per_hour: { room: number; home: number; search: number };
  /** Seconds until a page renews its room token: from two to four fifths of ten minutes. */
  token_renewal_s: number;
};

export const EVENING: Habits = {
  rooms: [
    { members: 5, messages_per_minute: 2 },
    { members: 20, messages_per_minute: 0.5 },
    { members: 200, messages_per_minute: 0.1 },
  ],
  typing: 1,
  presence_changes_per_hour: 4,
  pages_per_hour: { room: 3, home: 2, search: 1 },
  token_renewal_s: 360,
};

/** What happens in a second in a community of so many sockets. */
export type Traffic = {
  sockets: number;
  /** Messages and signals of members, by the size of their room. */
  sent: readonly { members: number; per_s: number }[];
  /** Frames to members. */
  deliveries_per_s: number;
  connects_per_s: number;
  tokens_per_s: number;
  pages_per_s: Habits['pages_per_hour'];
};

export function trafficOf(sockets: number, habits: Habits): Traffic {
  const { rooms, typing, presence_changes_per_hour, pages_per_hour, token_renewal_s } = habits;
  const share = sockets / rooms.length;
  const sent = rooms.map(({ members, messages_per_minute }) => ({
    members,
    per_s: (share * messages_per_minute * (1 + typing)) / 60,
  }));
  const said = sent.reduce((sum, { members, per_s }) => sum + members * per_s, 0);
  // One frame announces several changes in a busy room: this is the most that it can be.
  const presence = rooms.reduce(
    (sum, { members }) => sum + (share * members * presence_changes_per_hour) / 3600,
    0,
  );
  const connects_per_s = (sockets * pages_per_hour.room) / 3600;
  const pages = Object.entries(pages_per_hour).map(([page, rate]) => [page, (sockets * rate) / 3600]);
  return {
    sockets,
    sent,
    deliveries_per_s: said + presence,
    connects_per_s,
    tokens_per_s: sockets / token_renewal_s + connects_per_s,
    pages_per_s: Object.fromEntries(pages),
  };
}
