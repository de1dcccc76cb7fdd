import type { Notice } from '@lantern/chat/cluster';
import { clusterOverRedis } from '@lantern/chat/cluster/redis';
import type { Logger } from '@lantern/service/log';

const PATIENCE_MS = 3000;

/**
 * Tells chat one thing, from a process that does not stay.
 *
 * @param url of Redis
 * @throws when there is no Redis, or it cannot be reached within seconds
 */
export async function announceOnce(url: string | undefined, notice: Notice, log: Logger): Promise<void> {
  if (!url) throw new Error('there is no REDIS_URL');
  const cluster = clusterOverRedis({ url, log });
  const giveUpAt = Date.now() + PATIENCE_MS;
  try {
    while (!cluster.isConnected() && Date.now() < giveUpAt)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await cluster.announce(notice);
  } finally {
    await cluster.close();
  }
}
