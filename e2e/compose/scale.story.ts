import { randomUUID } from 'node:crypto';
import { documented } from '../../testing/documented.ts';
import { expect } from '../lantern.ts';
import type { Person } from '../person.ts';
import { accessLines, comeBy, findHints } from '../placement.ts';
import type { ComposeStack } from '../stacks/compose.ts';
import { addressOf, docker, idsOf } from '../stacks/containers.ts';
import { test } from './changing-containers.ts';

test('the gateway finds containers of web and chat that come and go, without a restart, and other containers’ sockets stay open', async ({
  member,
  unique,
  stack,
  containers: { paste, compose },
}) => {
  const gateway = await idsOf('nginx');
  const [first = ''] = await idsOf('chat');
  const anna = await member('Anna');
  const opened = socketsOf(anna);
  const room = await anna.createRoom(unique('garden'));
  try {
    await paste(documented('docs/deployment.md', 'docker compose up --build --detach --scale'));
    const containers = [first, ...(await idsOf('chat')).filter((id) => id !== first)];
    const addresses: string[] = [];
    for (const id of containers) addresses.push(`${await addressOf(id, 'sockets')}:8082`);
    expect(new Set(addresses).size).toBe(3);
    const hints = await findHints(stack, addresses);
    await expect.poll(() => websThatAnswer(compose)).toBe(2);

    // Anna is on the first container, Boris on the second, Clara on the third.
    const [boris, clara] = [await member('Boris'), await member('Clara')];
    const people = [anna, boris, clara];
    for (const [index, person] of [boris, clara].entries()) {
      await comeBy(person.page.context(), hints[index + 1] ?? '');
      await person.enter(room);
    }
    const openedByClara = socketsOf(clara);
    for (const person of people) {
      await expect(person.page.getByText('People here: 3')).toBeVisible();
      await person.say(`${person.name} speaking`);
    }
    for (const { log } of people)
      for (const { name } of people) await expect(log).toContainText(`${name} speaking`);

    await docker('stop', containers[1] ?? '');
    await boris.expectConnected();
    await clara.say('We are two now');
    for (const { log } of people) await expect(log).toContainText('We are two now');
    // He was handed over, and has missed nothing.
    await expect(boris.log).not.toContainText('Messages from that time were not kept.');
    expect([opened(), openedByClara()]).toEqual([1, 0]);
  } finally {
    await compose.up('--scale', 'chat=1', '--scale', 'web=1');
  }
  await expect.poll(() => websThatAnswer(compose)).toBe(1);
  await anna.expectConnected();
  expect(await idsOf('nginx')).toEqual(gateway);
});

/** @returns how many sockets the person's page has opened since */
function socketsOf({ page }: Person): () => number {
  let opened = 0;
  page.on('websocket', () => {
    opened++;
  });
  return () => opened;
}

/** Asks many times. @returns how many processes of web answered */
async function websThatAnswer({ baseURL, logs }: ComposeStack): Promise<number> {
  const [userAgent, times] = [randomUUID(), 20];
  for (let time = 0; time < times; time++) {
    const answer = await fetch(`${baseURL}/login`, { headers: { 'user-agent': userAgent } });
    expect(answer.status).toBe(200);
  }
  const lines = async () => accessLines(await logs(), userAgent);
  await expect.poll(async () => (await lines()).length).toBe(times);
  return new Set((await lines()).map(({ upstream }) => upstream)).size;
}
