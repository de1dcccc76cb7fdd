import type { Bus } from './bus.ts';
import type { Channels, Hear } from './channels.ts';
import type { RedisNode } from './node.ts';

/** Hears one channel, wherever it is carried. */
export class Subscription {
  readonly #bus: Bus;
  readonly #kind: 'news' | 'rooms';
  readonly #channel: string;
  readonly #hear: Hear;
  #node: RedisNode | undefined;

  constructor(bus: Bus, kind: 'news' | 'rooms', channel: string, hear: Hear) {
    this.#bus = bus;
    this.#kind = kind;
    this.#channel = channel;
    this.#hear = hear;
  }

  /**
   * Has the channel heard from now on, if it is not; to be called again whenever it can be used again.
   *
   * @throws when it cannot be heard
   */
  async renew(): Promise<void> {
    const node = this.#bus.carrier(this.#channel);
    if (node !== this.#node) this.end();
    this.#node = node;
    await this.#on(node).subscribe(this.#channel, this.#hear);
  }

  end(): void {
    // A node that has lost the channel may refuse: nothing is heard from it either.
    if (this.#node)
      this.#on(this.#node)
        .unsubscribe(this.#channel, this.#hear)
        .catch(() => {});
    this.#node = undefined;
  }

  #on(node: RedisNode): Channels {
    return node[this.#kind];
  }
}
