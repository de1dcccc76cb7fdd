import type { Logger } from '@lantern/service/log';
import type { Bus, Changed } from './bus.ts';
import { askForSlots } from './cluster-slots.ts';
import { SLOTS, slotOf } from './hash-slot.ts';
import { DEAD_AFTER, openNode, type RedisNode, type SlotRange } from './node.ts';

/** In milliseconds: how often it is asked which node has which slot, also when it was not known the last time. */
const LOOK_EVERY = 5000;
const LOOK_AGAIN = 500;

/**
 * A cluster: two connections to each node that has slots, and each channel on the node that has its own. What goes wrong with
 * one node concerns its rooms only.
 *
 * @param addresses of some nodes; user, password and TLS of the first are for all of them
 */
export function clusterBus(addresses: readonly string[], log: Logger, changed: Changed): Bus {
  const nodes = new Map<string, RedisNode>();
  /** The address of the node that has each slot. */
  let owners: (string | undefined)[] = new Array(SLOTS).fill(undefined);
  let looking = false;
  /** Whether it was said that nobody tells. */
  let told = false;
  let next: NodeJS.Timeout | undefined;
  let open = true;
  look();

  const ownerOf = (channel: string) => owners[slotOf(channel)];
  const isUp = (channel: string) => nodes.get(ownerOf(channel) ?? '')?.isUp() ?? false;

  async function look(): Promise<void> {
    if (looking || !open) return;
    looking = true;
    clearTimeout(next);
    const known = await ask();
    looking = false;
    if (open) next = setTimeout(look, known ? LOOK_EVERY : LOOK_AGAIN).unref();
  }

  /** @returns whether somebody could tell */
  async function ask(): Promise<boolean> {
    const connected = [...nodes.values()].filter((node) => node.isUp());
    const askers = [
      ...connected.map(({ slots }) => slots),
      ...addresses.map((each) => () => askForSlots(each)),
    ];
    let reason = 'it has no slots';
    for (const slots of askers) {
      try {
        const ranges = await slots();
        if (open && ranges.length > 0) apply(ranges);
        told &&= ranges.length === 0;
        if (ranges.length > 0) return true;
      } catch (error) {
        reason = (error as Error).message;
      }
    }
    if (!told && open) log.warn({ reason }, 'no node of Redis tells of its cluster');
    told = true;
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
    for (const address of inUse) if (address && !nodes.has(address)) nodes.set(address, openOne(address));
    for (const [address, node] of nodes) {
      if (inUse.has(address)) continue;
      nodes.delete(address);
      node.close();
    }
    changed(true, (channel) => moved(channel) && isUp(channel));
  }

  function openOne(address: string): RedisNode {
    const { host } = new URL(address);
    return openNode(address, log.child({ node: host }), (up) =>
      changed(up, (channel) => ownerOf(channel) === address),
    );
  }

  function addressOf({ host, port }: SlotRange['master']): string {
    const address = new URL(addresses[0] as string);
    address.hostname = host.includes(':') ? `[${host}]` : host;
    address.port = String(port);
    return address.href;
  }

  return {
    carrier(channel) {
      const node = nodes.get(ownerOf(channel) ?? '');
      if (!node?.isUp()) throw new Error('the node of Redis that has the channel cannot be reached');
      return node;
    },
    unnoticed: DEAD_AFTER,
    doubt: look,
    close() {
      open = false;
      clearTimeout(next);
      for (const node of nodes.values()) node.close();
    },
  };
}
