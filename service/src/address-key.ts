import { isIPv4, isIPv6 } from 'node:net';

/**
 * Returns the key under which everything of one sender is counted: limits, sockets, bodies, queues. A household or a server gets a
 * whole /64 of IPv6 (RFC 6177), 2^64 addresses to come from, so that a /64 counts as one address.
 *
 * IPv6 addresses that hold an IPv4 address count as that one: otherwise a person with one IPv4 address would have several
 * counts, or all people behind one translator would share one. These are IPv4-mapped (`::ffff:a.b.c.d`, what a dual-stack socket
 * reports), NAT64 (`64:ff9b::/96`, RFC 6052), 6to4 (`2002::/16`, RFC 3056) and Teredo (`2001::/32`, RFC 4380).
 * `64:ff9b:1::/48` (RFC 8215) is a translator of the operator's own, whose layout is not known here: each address counts
 * for itself. A zone id (`fe80::1%eth0`) names an interface of this machine, not the sender.
 *
 * @param address as `net.Socket` or `req.ip` reports it; absent: it is not known
 * @returns an IPv4 address, the first 64 bits of an IPv6 address as `2001:db8:0:1::/64`, or `unknown`: all senders without
 * a valid address share one count
 */
export function addressKey(address: string | undefined): string {
  const [bare = ''] = (address ?? '').split('%', 1);
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return 'unknown';
  const groups = groupsOf(bare);
  const [g0, g1, g2, g3, g4, g5, g6 = 0, g7 = 0] = groups;
  const isZero = (...parts: (number | undefined)[]) => parts.every((part) => part === 0);
  if (isZero(g0, g1, g2, g3, g4) && g5 === 0xffff) return ipv4(g6, g7);
  if (g0 === 0x64 && g1 === 0xff9b) {
    if (isZero(g2, g3, g4, g5)) return ipv4(g6, g7);
    if (g2 === 1) return groups.map(hex).join(':');
  }
  if (g0 === 0x2002) return ipv4(g1 ?? 0, g2 ?? 0);
  // Teredo writes the client's address with every bit inverted.
  if (g0 === 0x2001 && g1 === 0) return ipv4(g6 ^ 0xffff, g7 ^ 0xffff);
  return `${groups.slice(0, 4).map(hex).join(':')}::/64`;
}

/** @returns the eight numbers of an IPv6 address in any of its spellings (RFC 4291, 2.2) */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::', 2);
  const [before, after] = [numbersOf(head), numbersOf(tail ?? '')];
  return [...before, ...Array(8 - before.length - after.length).fill(0), ...after];
}

function numbersOf(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function ipv4(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

const hex = (group: number) => group.toString(16);
