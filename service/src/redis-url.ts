import { z } from 'zod';

const address = z.url({ protocol: /^rediss?$/ });

/**
 * Returns the addresses in a REDIS_URL: one of a Redis, or several of one Redis Cluster.
 *
 * @param url `redis[s]://[user:password@]host:port`, or several of these, separated by commas
 */
export function redisAddresses(url: string): string[] {
  // A password may hold a comma, too.
  return url.split(/\s*,\s*(?=rediss?:\/\/)/);
}

/** The variable REDIS_URL. */
export const redisUrl = z
  .string()
  .refine((text) => redisAddresses(text).every((each) => address.safeParse(each).success), {
    error: 'must be a redis:// or rediss:// address, or several of one Redis Cluster, separated by commas',
  });
