import type { RedisClientType } from 'redis';

/** Where processes say that they are alive. */
export const ALIVE = 'lantern:chat';
/** Where web tells its news. */
export const NOTICES = 'lantern:notices';

export type Hear = (bytes: Buffer) => void;

/** How a process sends bytes to all that listen; resolves with how many these are, itself among them. */
export type Channels = {
  subscribe(channel: string, hear: Hear): Promise<void>;
  unsubscribe(channel: string, hear: Hear): Promise<void>;
  publish(channel: string, bytes: Buffer | string): Promise<number>;
};

/** Channels that every Redis has; a cluster carries what is said in one to all of its nodes. */
export function classicChannels(publisher: RedisClientType, subscriber: () => RedisClientType): Channels {
  return {
    subscribe: (channel, hear) => subscriber().subscribe(channel, hear, true),
    unsubscribe: (channel, hear) => subscriber().unsubscribe(channel, hear, true),
    publish: (channel, bytes) => publisher.publish(channel, bytes),
  };
}

/** Sharded channels, which stay on one node of a cluster each; classic ones where Redis is older than 7. */
export function roomChannels(publisher: RedisClientType, subscriber: () => RedisClientType): Channels {
  const classic = classicChannels(publisher, subscriber);
  const sharded: Channels = {
    subscribe: (channel, hear) => subscriber().sSubscribe(channel, hear, true),
    unsubscribe: (channel, hear) => subscriber().sUnsubscribe(channel, hear, true),
    publish: (channel, bytes) => publisher.sPublish(channel, bytes),
  };
  let known: Channels | undefined;
  async function find(): Promise<Channels> {
    try {
      await publisher.sPublish(ALIVE, '');
      known ??= sharded;
    } catch (error) {
      const { message } = error as Error;
      if (/unknown command/i.test(message)) known ??= classic;
      // A node of a cluster that knows the command, and says that it is not its own channel.
      else if (message.startsWith('MOVED')) known ??= sharded;
      else throw error;
    }
    return known;
  }
  return {
    subscribe: async (channel, hear) => (known ?? (await find())).subscribe(channel, hear),
    unsubscribe: async (channel, hear) => (known ?? (await find())).unsubscribe(channel, hear),
    // Nobody publishes in a room's channel before listening to it.
    publish: (channel, bytes) => (known ?? sharded).publish(channel, bytes),
  };
}
