import { documented } from '../../testing/documented.ts';
import { expect, test } from '../lantern.ts';
import type { Person } from '../person.ts';
import { accessLines, comeBy, findHints } from '../placement.ts';
import { asCompose } from '../stacks/compose.ts';
import { addressOf, docker, idsOf } from '../stacks/containers.ts';
import { operatorOf } from '../stacks/operator.ts';
import type { Stack } from '../stacks/stack.ts';

test('with three chat containers, and after one stops, members of a room get each other’s messages on all of them', async ({
  member,
  unique,
  stack,
}) => {
  const { compose, up } = asCompose(stack);
  const { paste } = await operatorOf(asCompose(stack));
  await compose('down');
  try {
    await paste(documented('docs/deployment.md', 'docker compose up --build --detach --scale'));
    await up('--scale', 'chat=3');
    const containers = await idsOf('chat');
    const addresses: string[] = [];
    for (const id of containers) addresses.push(`${await addressOf(id, 'sockets')}:8082`);
    expect(new Set(addresses).size).toBe(3);
    const hints = await findHints(stack, addresses);

    const names = ['Anna', 'Boris', 'Clara'];
    const people: Person[] = [];
    for (const name of names) people.push(await member(name, { userAgent: unique(name) }));
    const [anna, , clara] = people as [Person, Person, Person];
    const room = await anna.createRoom(unique('garden'));
    for (const [index, person] of people.entries()) {
      await comeBy(person.page.context(), hints[index] ?? '');
      await person.enter(room);
    }
    for (const person of people) {
      await expect(person.page.getByText('People here: 3')).toBeVisible();
      await person.say(`${person.name} speaking`);
    }
    for (const { log } of people)
      for (const name of names) await expect(log).toContainText(`${name} speaking`);

    await docker('stop', containers[0] ?? '');
    await expect(anna.log).toContainText('Messages from that time were not kept.');
    await anna.expectConnected();
    await clara.say('We are two now');
    for (const { log } of people) await expect(log).toContainText('We are two now');

    const seen = [];
    for (const person of people) seen.push((await upstreamsOf(stack, person)).at(person === anna ? 1 : -1));
    expect(seen).toEqual(addresses);
    // Who names their room finds its people in one container.
    const [gleb, dina] = [
      await member('Gleb', { userAgent: unique('Gleb') }),
      await member('Dina', { userAgent: unique('Dina') }),
    ];
    for (const person of [gleb, dina]) await person.enter(room);
    expect(await upstreamsOf(stack, gleb)).toEqual(await upstreamsOf(stack, dina));
  } finally {
    await up('--scale', 'chat=1');
    await compose('restart', 'nginx');
    await up();
  }
});

/** Lets the person leave, whereupon the gateway's log tells where their sockets were. */
async function upstreamsOf({ logs }: Stack, { page }: Person): Promise<string[]> {
  const userAgent = await page.evaluate(() => navigator.userAgent);
  await page.goto('/');
  const sockets = async () =>
    accessLines(await logs(), userAgent).filter(({ path, status }) => path === '/ws' && status === 101);
  await expect.poll(async () => (await sockets()).length).toBeGreaterThan(0);
  // Where several are named, the last one answered.
  return (await sockets()).map(({ upstream }) => upstream.split(/ : |, /).at(-1) ?? '');
}
