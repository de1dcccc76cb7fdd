import { startRedis } from '../../../testing/servers/redis.ts';
import { talking } from '../compare.ts';
import { issuer, roomIds, tokens, UNLIMITED, withLoad } from '../load-process.ts';
import type { Run } from '../rounds.ts';
import { SHAPES } from '../scenarios.ts';
import { startChat } from '../servers/start.ts';

export const COUNTING = ['with', 'without'] as const;
const WITHOUT = ['--import', new URL('./without.ts', import.meta.url).href];

/** S2 on a chat process that knows Redis, and writes there how many people are in its rooms or does not. */
export async function runCounts(side: (typeof COUNTING)[number]): Promise<Run> {
  const { talk, ...crowd } = SHAPES.S2;
  await using redis = await startRedis();
  const minted = await tokens(crowd.connections, roomIds(crowd.rooms));
  const chat = await startChat(issuer, {
    env: { ...UNLIMITED, REDIS_URL: redis.url },
    nodeArguments: side === 'with' ? [] : WITHOUT,
  });
  // Awaited here: Redis must not go before chat does.
  return await withLoad([chat], async (load) => {
    await load.connect(chat, 'chat', { ...crowd, tokens: minted });
    return talking(await load.talk(talk));
  });
}
