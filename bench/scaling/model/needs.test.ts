import assert from 'node:assert/strict';
import test from 'node:test';
import type { Costs } from '../costs/costs.ts';
import { EVENING, trafficOf } from './communities.ts';
import { heartbeatsAtRedis, needsOf, packetOfChat, processesOf } from './needs.ts';

const request = { web_ms: 1, postgres_ms: 0.5, redis_ms: 0.03 };
const COSTS: Costs = {
  chat: {
    message_us: 10,
    delivery_us: 4,
    connect_us: 300,
    idle_us_per_s: 1,
    socket_bytes: 4000,
    process_bytes: 1e8,
  },
  cluster: {
    sent_us: 200,
    received_us: 50,
    heartbeat_us: 10,
    process_us_per_s: 2000,
    nodes_us_per_s: 5000,
    process_at_redis_us_per_s: 200,
  },
  redis: { publish_us: 10, deliver_us: 5, subscription_bytes: 250, connection_bytes: 40_000 },
  web: { token: request, room_page: request, home_page: request, search: request },
  gateway: { connect_us: 500, frame_us: 20, idle_us_per_s: 2, socket_bytes: 60_000, request_us: 80 },
};

test('traffic follows from rooms and habits', () => {
  const habits = { ...EVENING, rooms: [{ members: 20, messages_per_minute: 3 }], typing: 0 };
  const { sent, deliveries_per_s, tokens_per_s, connects_per_s } = trafficOf(3600, {
    ...habits,
    presence_changes_per_hour: 1,
    pages_per_hour: { room: 2, home: 0, search: 0 },
    token_renewal_s: 360,
  });
  assert.deepEqual(sent, [{ members: 20, per_s: 180 }]);
  // 180 messages and one change of presence, to 20 members each.
  assert.equal(deliveries_per_s, 3600 + 20);
  assert.deepEqual([connects_per_s, tokens_per_s], [2, 12]);
});

test('ten times as many sockets need about ten times as much of everything', () => {
  const [small, large] = [100_000, 1_000_000].map((sockets) => needsOf(trafficOf(sockets, EVENING), COSTS));
  for (const cores of [
    [small?.chat.cores, large?.chat.cores],
    [small?.web.cores, large?.web.cores],
    [small?.postgres.cores, large?.postgres.cores],
    [small?.gateway.cores, large?.gateway.cores],
  ]) {
    const ratio = Number(cores[1]) / Number(cores[0]);
    assert.ok(ratio > 9.5 && ratio < 10.5, `${ratio} times`);
  }
});

test('a small community has two of each, and one Redis', () => {
  const { chat, web, gateway, redis } = needsOf(trafficOf(1000, EVENING), COSTS);
  assert.deepEqual([chat.processes, web.processes, gateway.machines, redis.nodes], [2, 2, 2, 1]);
});

test('heartbeats at Redis grow with the square of the number of processes', () => {
  const ratio = heartbeatsAtRedis(COSTS, 1000) / heartbeatsAtRedis(COSTS, 100);
  assert.ok(ratio > 95 && ratio < 101, `${ratio} times`);
});

test('a message in a room on one process does not cross Redis', () => {
  assert.equal(packetOfChat(COSTS, 1), 0);
  assert.equal(packetOfChat(COSTS, 5), 200 + 4 * 50);
});

test('members of a room who come over gateways that disagree are on several processes', () => {
  assert.equal(processesOf(200, 1), 1);
  assert.ok(Math.abs(processesOf(2, 2) - 1.5) < 1e-9);
  assert.ok(processesOf(200, 8) > 7.99);
  const traffic = trafficOf(1_000_000, EVENING);
  assert.ok(needsOf(traffic, COSTS, false).chat.cores > needsOf(traffic, COSTS).chat.cores);
});

test('who comes back waits for the part with the fewest cores for them', () => {
  const { return_s, web } = needsOf(trafficOf(100_000, EVENING), COSTS);
  // A room token takes 1 ms of web, and half of its cores are free for that.
  assert.equal(return_s.all.web, 100 / (web.processes / 2));
  assert.ok(return_s.one.web < return_s.all.web);
});
