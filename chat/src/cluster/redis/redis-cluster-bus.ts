import type { Logger } from '@lantern/service/log';
import { ClusterMetrics } from '../cluster-metrics.ts';
import type { Bus, BusChanged } from './bus.ts';
import { askForSlots } from './cluster-slots.ts';
import { SLOTS, slotOf } from './hash-slot.ts';
import { createNode, DEAD_AFTER, type RedisNode, type SlotRange } from './node.ts';

/** In milliseconds: how often the bus asks which node has which slot, and how soon it asks again if no node answered. */
const REFRESH_EVERY = 5000;
const RETRY_AFTER = 500;

export type RedisClusterBusParts = {
  /** The addresses of some nodes. User, password and TLS of the first are used for all nodes. */
  addresses: readonly string[];
  /** Logs when no node answers where the channels are, and when a node is lost or back. */
  log: Logger;
};

/**
 * A Redis Cluster: two connections to each node that has slots, and each channel on the node that has its slot. The loss of a node
 * concerns its rooms only.
 */
export function redisClusterBus({ addresses, log }: RedisClusterBusParts): Bus {
  const nodes = new Map<string, RedisNode>();
  /** The address of the node that has each slot. */
  let owners: (string | undefined)[] = new Array(SLOTS).fill(undefined);
  let refreshing = false;
  /** Whether the log says already that no node answered. */
  let logged = false;
  let next: NodeJS.Timeout | undefined;
  let open = true;
  let changed: BusChanged = () => {};

  const ownerOf = (channel: string) => owners[slotOf(channel)];
  const isUp = (channel: string) => nodes.get(ownerOf(channel) ?? '')?.isUp() ?? false;

  async function refresh(): Promise<void> {
    if (refreshing || !open) return;
    refreshing = true;
    clearTimeout(next);
    const known = await readSlots();
    refreshing = false;
    if (open) next = setTimeout(refresh, known ? REFRESH_EVERY : RETRY_AFTER).unref();
  }

  /** @returns whether a node answered */
  async function readSlots(): Promise<boolean> {
    const connected = [...nodes.values()].filter((node) => node.isUp());
    const sources = [
      ...connected.map(({ slots }) => slots),
      ...addresses.map((each) => () => askForSlots(each)),
    ];
    let reason = 'it has no slots';
    for (const slots of sources) {
      try {
        const ranges = await slots();
        if (open && ranges.length > 0) apply(ranges);
        logged &&= ranges.length === 0;
        if (ranges.length > 0) return true;
      } catch (error) {
        reason = (error as Error).message;
      }
    }
    if (!logged && open) log.warn({ reason }, 'no Redis node tells the slots of its Redis Cluster');
    logged = true;
    return false;
  }

  function apply(ranges: readonly SlotRange[]): void {
    const before = owners;
    const after: typeof owners = new Array(SLOTS).fill(undefined);
    for (const { from, to, master } of ranges) after.fill(addressOf(master), from, to + 1);
    const moved = (channel: string) => before[slotOf(channel)] !== after[slotOf(channel)];
    if (before.every((address, slot) => address === after[slot])) return;
    changed(false, moved);
    owners = after;
    const inUse = new Set(after);
    for (const address of inUse) if (address && !nodes.has(address)) nodes.set(address, createOne(address));
    for (const [address, node] of nodes) {
      if (inUse.has(address)) continue;
      nodes.delete(address);
      node.close();
    }
    changed(true, (channel) => moved(channel) && isUp(channel));
  }

  function createOne(address: string): RedisNode {
    const { host } = new URL(address);
    const node = createNode({ url: address, log: log.child({ node: host }) });
    node.connect((up) => changed(up, (channel) => ownerOf(channel) === address));
    return node;
  }

  function addressOf({ host, port }: SlotRange['master']): string {
    const address = new URL(addresses[0] as string);
    address.hostname = host.includes(':') ? `[${host}]` : host;
    address.port = String(port);
    return address.href;
  }

  return {
    connect(listener) {
      changed = listener;
      refresh();
    },
    nodeFor(channel) {
      const node = nodes.get(ownerOf(channel) ?? '');
      if (!node?.isUp()) throw new Error('the Redis node that has the channel cannot be reached');
      return node;
    },
    async check() {
      const up = [...nodes.values()].filter((node) => node.isUp());
      await Promise.all(up.map((node) => node.check()));
    },
    undetectedFor: DEAD_AFTER,
    counted: new ClusterMetrics(),
    reportFailure: refresh,
    close() {
      open = false;
      clearTimeout(next);
      for (const node of nodes.values()) node.close();
    },
  };
}
