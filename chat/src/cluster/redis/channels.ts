import type { RedisClientType } from 'redis';

/** Processes send their heartbeats here. */
export const HEARTBEATS = 'lantern:heartbeats';
/** Web announces its notices here. */
export const NOTICES = 'lantern:notices';

export type ChannelListener = (bytes: Buffer) => void;

/** Redis pub/sub; `publish` resolves with the number of subscribers. */
export type Channels = {
  subscribe(channel: string, listener: ChannelListener): Promise<void>;
  unsubscribe(channel: string, listener: ChannelListener): Promise<void>;
  publish(channel: string, bytes: Buffer | string): Promise<number>;
};

const ignore: ChannelListener = () => {};
/** Errors that say that another node has the channel, or none. They do not mean that this node refuses the command. */
const OTHER_NODE = /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN)\b/;

/** @throws when the node refuses one of the commands, for example because the user lacks a permission (NOPERM) */
export async function checkChannels(channels: Channels, channel: string): Promise<void> {
  for (const command of [
    () => channels.subscribe(channel, ignore),
    () => channels.publish(channel, ''),
    () => channels.unsubscribe(channel, ignore),
  ])
    await command().catch((error: Error) => {
      if (!OTHER_NODE.test(error.message)) throw error;
    });
}

/** Channels that every Redis has; a Redis Cluster sends what is published in one to all of its nodes. */
export function classicChannels(publisher: RedisClientType, subscriber: () => RedisClientType): Channels {
  return {
    subscribe: (channel, listener) => subscriber().subscribe(channel, listener, true),
    unsubscribe: (channel, listener) => subscriber().unsubscribe(channel, listener, true),
    publish: (channel, bytes) => publisher.publish(channel, bytes),
  };
}

/** Sharded channels, which stay on one node of a Redis Cluster each; classic ones where Redis is older than 7. */
export function shardedChannels(publisher: RedisClientType, subscriber: () => RedisClientType): Channels {
  const classic = classicChannels(publisher, subscriber);
  const sharded: Channels = {
    subscribe: (channel, listener) => subscriber().sSubscribe(channel, listener, true),
    unsubscribe: (channel, listener) => subscriber().sUnsubscribe(channel, listener, true),
    publish: (channel, bytes) => publisher.sPublish(channel, bytes),
  };
  let supported: Channels | undefined;
  async function detect(): Promise<Channels> {
    try {
      await publisher.sPublish(HEARTBEATS, '');
      supported ??= sharded;
    } catch (error) {
      const { message } = error as Error;
      if (/unknown command/i.test(message)) supported ??= classic;
      // A node of a Redis Cluster that knows the command, and says that another node has the channel.
      else if (message.startsWith('MOVED')) supported ??= sharded;
      else throw error;
    }
    return supported;
  }
  return {
    subscribe: async (channel, listener) => (supported ?? (await detect())).subscribe(channel, listener),
    unsubscribe: async (channel, listener) => (supported ?? (await detect())).unsubscribe(channel, listener),
    // A process subscribes to a room's channel before it publishes in it.
    publish: (channel, bytes) => (supported ?? sharded).publish(channel, bytes),
  };
}
