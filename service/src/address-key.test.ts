import assert from 'node:assert/strict';
import { SocketAddress } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressKey } from './address-key.ts';

test('an IPv6 /64 is one address in any spelling, and the next /64 is another (row 49)', () => {
  for (const address of [
    '2001:db8:0:1::',
    '2001:db8:0:1::1',
    '2001:0DB8:0000:0001:ffff:ffff:ffff:ffff',
    '2001:db8:0:1:0:0:198.51.100.7',
    '2001:db8:0:1::1%eth0',
  ])
    assert.equal(addressKey(address), '2001:db8:0:1::/64', address);
  assert.notEqual(addressKey('2001:db8:0:2::1'), addressKey('2001:db8:0:1::1'));
});

test('an IPv4 address is one address however IPv6 writes it (row 49)', () => {
  for (const address of [
    '192.0.2.33',
    '::ffff:192.0.2.33',
    '::ffff:c000:221',
    '0:0:0:0:0:FFFF:192.0.2.33',
    '::ffff:192.0.2.33%lo',
    '64:ff9b::192.0.2.33',
    '2002:c000:221::1',
    '2002:c000:221:ffff::2',
    '2001:0:4136:e378:8000:63bf:3fff:fdde',
  ])
    assert.equal(addressKey(address), '192.0.2.33', address);
});

test('addresses behind the operator’s own NAT64 are counted separately', () => {
  assert.notEqual(addressKey('64:ff9b:1::192.0.2.33'), addressKey('64:ff9b:1::192.0.2.34'));
});

test('all invalid addresses share one count', () => {
  for (const address of [undefined, '', 'unknown', '1.2.3', '::g', '%eth0', '192.0.2.1:80'])
    assert.equal(addressKey(address), 'unknown');
});

test('any two addresses of one /64 have one key, whatever their spelling', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  // Global unicast, apart from what holds an IPv4 address.
  const prefix = fc.tuple(fc.integer({ min: 0x2003, max: 0x3fff }), group, group, group);
  const host = fc.tuple(group, group, group, group);
  const written = (groups: number[]) => groups.map((each) => each.toString(16)).join(':');
  fc.assert(
    fc.property(prefix, host, host, (network, one, other) => {
      const long = written([...network, ...one]);
      const short = new SocketAddress({ address: written([...network, ...other]), family: 'ipv6' }).address;
      assert.equal(addressKey(long), addressKey(short));
      assert.equal(addressKey(long.toUpperCase()), `${written(network)}::/64`);
    }),
  );
});

test('any IPv4 address and its mapped form have one key', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      assert.equal(addressKey(address), address);
      assert.equal(addressKey(`::ffff:${address}`), address);
    }),
  );
});
