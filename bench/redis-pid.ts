import { createClient } from 'redis';

/** The process id of the Redis at `url`. @throws when it cannot be reached */
export async function redisPid(url: string): Promise<number> {
  const client = await createClient({ url }).connect();
  const [, pid] = /^process_id:(\d+)/m.exec(await client.info('server')) ?? [];
  client.destroy();
  return Number(pid);
}
