import { createLog } from '@lantern/service/log';
import { clusterOverRedis } from '../cluster/redis.ts';
import type { Heartbeat } from '../cluster/relay-parts.ts';
import type { Member } from '../protocol.ts';
import { now } from '../timing.ts';
import { type ChatFixture, openChatFixture } from './chat-fixture.ts';
import type { Client } from './client.ts';
import { createIssuer, type Issuer } from './issuer.ts';

const PATIENCE = 20_000;

/**
 * A chat process of several, as far as one can be had in one process: it shares nothing with the others but Redis.
 *
 * @param url of Redis
 */
export async function openProcess(url: string, heartbeat: Heartbeat, issuer: Issuer): Promise<ChatFixture> {
  const cluster = clusterOverRedis({ url, log: createLog('chat', 'silent'), heartbeat });
  const fixture = await openChatFixture({ cluster, timing: { grace: 50 } }, issuer);
  await until(() => cluster.isConnected());
  return fixture;
}

/** Starts three processes. */
export async function openThreeProcesses(url: string, heartbeat: Heartbeat) {
  const issuer = await createIssuer();
  const open = () => openProcess(url, heartbeat, issuer);
  const set: [ChatFixture, ChatFixture, ChatFixture] = await Promise.all([open(), open(), open()]);
  return Object.assign(set, {
    async [Symbol.asyncDispose]() {
      for (const fixture of set) await fixture[Symbol.asyncDispose]();
    },
  });
}

/** @throws when it does not happen within seconds */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = now() + PATIENCE;
  while (!condition()) {
    if (now() > deadline) throw new Error(`waited in vain until ${condition}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The members that a page shows: those of its welcome and of the frames after it. */
export function shownMembers({ frames }: Client): string[] {
  const there = new Map<string, Member>();
  for (const frame of frames) {
    if (frame.type === 'welcome' || frame.type === 'joined')
      for (const member of frame.members) there.set(member.id, member);
    if (frame.type === 'left') for (const { id } of frame.members) there.delete(id);
  }
  return [...there.keys()].sort();
}
