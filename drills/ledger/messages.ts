import type { RoomPage, Said } from '../traffic/room-page.ts';

type Missed = { text: string; by: string; at: number };

/** What became of all messages of one drill. */
export type MessageVerdict = {
  said: number;
  confirmed: number;
  /** Neither confirmed nor shown to its author as not delivered. */
  lost: string[];
  /** Shown to its author as not delivered. */
  notDelivered: number;
  /** Confirmed, and missed by somebody who was not told of a gap at that time. */
  untold: Missed[];
  /** Confirmed while somebody was connected who missed it, told of a gap or not. */
  missedWhileConnected: Missed[];
  /** How many of the people were told of a gap. */
  toldOfGap: number;
};

/** Compares what was said in the rooms with what each person received. */
export function compareMessages(pages: readonly RoomPage[]): MessageVerdict {
  const said = pages.flatMap((page) => [...page.said.values()]);
  const untold: Missed[] = [];
  const missedWhileConnected: Missed[] = [];
  for (const page of pages) {
    for (const message of messagesMissedBy(page, pages)) {
      const missed = { text: message.text, by: page.account.name, at: message.confirmed?.at ?? 0 };
      if (!page.wasToldOf(missed.at)) untold.push(missed);
      if (page.wasConnected(message.sentAt, message.confirmed?.receivedAt ?? 0))
        missedWhileConnected.push(missed);
    }
  }
  return {
    said: said.length,
    confirmed: said.filter(({ confirmed }) => confirmed).length,
    lost: said.filter(({ confirmed, failed }) => !confirmed && !failed).map(({ text }) => text),
    notDelivered: said.filter(({ confirmed, failed }) => !confirmed && failed).length,
    untold,
    missedWhileConnected,
    toldOfGap: pages.filter(({ gaps }) => gaps.length > 0).length,
  };
}

function messagesMissedBy(page: RoomPage, pages: readonly RoomPage[]): Said[] {
  return pages
    .filter((other) => other !== page && other.roomId === page.roomId)
    .flatMap((other) => [...other.said.values()])
    .filter(({ ref, confirmed }) => confirmed && !page.received.has(ref));
}
