import type { Bus } from './bus.ts';
import type { ChannelListener, Channels } from './channels.ts';
import type { RedisNode } from './node.ts';

export type SubscriptionParts = {
  bus: Bus;
  kind: 'classic' | 'sharded';
  channel: string;
  listener: ChannelListener;
};

/** The subscription to one channel, on whichever node of Redis has it. */
export class Subscription {
  readonly #bus: Bus;
  readonly #kind: 'classic' | 'sharded';
  readonly #channel: string;
  readonly #listener: ChannelListener;
  #node: RedisNode | undefined;

  constructor({ bus, kind, channel, listener }: SubscriptionParts) {
    this.#bus = bus;
    this.#kind = kind;
    this.#channel = channel;
    this.#listener = listener;
  }

  /**
   * Subscribes, unless it is subscribed; to be called again whenever the channel can be used again.
   *
   * @throws when Redis cannot be reached
   */
  async renew(): Promise<void> {
    const node = this.#bus.nodeFor(this.#channel);
    if (node !== this.#node) this.end();
    this.#node = node;
    await this.#channelsOf(node).subscribe(this.#channel, this.#listener);
  }

  end(): void {
    // A node that no longer has the channel may refuse: it sends nothing of it either.
    if (this.#node)
      this.#channelsOf(this.#node)
        .unsubscribe(this.#channel, this.#listener)
        .catch(() => {});
    this.#node = undefined;
  }

  #channelsOf(node: RedisNode): Channels {
    return node[this.#kind];
  }
}
