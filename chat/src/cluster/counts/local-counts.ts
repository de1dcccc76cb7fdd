import { CountTable } from './count-table.ts';
import type { RoomCounts } from './room-counts.ts';

/** The counts of web and chat in one process. */
export function localCounts(): RoomCounts {
  const table = new CountTable();
  table.apply('', new Map());
  return { tell: (changed) => table.apply('', changed), listen: () => table };
}
