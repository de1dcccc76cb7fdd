import { createLog } from '@lantern/service/log';
import { clusterOverRedis } from '../cluster/redis.ts';
import type { Heartbeat } from '../cluster/room-links.ts';
import type { Member } from '../protocol.ts';
import { now } from '../timing.ts';
import type { Client } from './client.ts';
import { createIssuer, type Issuer } from './issuer.ts';
import { openStage, type Stage } from './stage.ts';

const PATIENCE = 20_000;

/**
 * A chat process of several, as far as one can be had in one process: it shares nothing with the others but Redis.
 *
 * @param url of Redis
 */
export async function openProcess(url: string, heartbeat: Heartbeat, issuer: Issuer): Promise<Stage> {
  const cluster = clusterOverRedis(url, createLog('chat', 'silent'), heartbeat);
  const stage = await openStage({ cluster, timing: { grace: 50 } }, issuer);
  await until(() => cluster.isConnected());
  return stage;
}

/** Three of them. */
export async function openSet(url: string, heartbeat: Heartbeat) {
  const issuer = await createIssuer();
  const open = () => openProcess(url, heartbeat, issuer);
  const set: [Stage, Stage, Stage] = await Promise.all([open(), open(), open()]);
  return Object.assign(set, {
    async [Symbol.asyncDispose]() {
      for (const stage of set) await stage[Symbol.asyncDispose]();
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

/** The people that a page shows: those of its welcome and of the notices after it. */
export function shown({ frames }: Client): string[] {
  const there = new Map<string, Member>();
  for (const frame of frames) {
    if (frame.type === 'welcome' || frame.type === 'joined')
      for (const member of frame.members) there.set(member.id, member);
    if (frame.type === 'left') for (const { id } of frame.members) there.delete(id);
  }
  return [...there.keys()].sort();
}
