import { settlesWithin } from '@lantern/service/liveness';
import type { Logger } from '@lantern/service/log';
import type { Bus, BusChanged } from '../redis/bus.ts';
import { CountsListener } from './counts-listener.ts';
import { CountsPublisher } from './counts-publisher.ts';
import type { RoomCounts } from './room-counts.ts';

/** In milliseconds: a process that stops waits so long for Redis to take that. */
const CLOSES_WITHIN = 1000;

export type RedisCountsParts = {
  bus: Bus;
  processId: string;
  /** Logs what cannot be read, and that Redis refuses. */
  log: Logger;
};

/** The counts of several processes, in Redis. */
export function redisCounts({ bus, processId, log }: RedisCountsParts) {
  const publisher = new CountsPublisher({ bus, processId, log });
  let listener: CountsListener | undefined;
  return {
    counts: {
      tell: (changed, all) => publisher.tell(changed, all),
      listen() {
        listener ??= new CountsListener({ bus, log });
        return listener.table;
      },
    } satisfies RoomCounts as RoomCounts,
    channelsChanged: ((up, concerns) => listener?.channelsChanged(up, concerns)) satisfies BusChanged,
    async close(): Promise<void> {
      listener?.close();
      await settlesWithin(publisher.close(), CLOSES_WITHIN);
    },
  };
}
