import { setTimeout as pause } from 'node:timers/promises';
import { documented } from '../../testing/documented.ts';
import { expect } from '../lantern.ts';
import { idsOf } from '../stacks/containers.ts';
import { test } from './changing-containers.ts';

test('the documented update replaces web and chat while no request fails, and members are back in their rooms', async ({
  member,
  unique,
  stack,
  containers: { paste },
}) => {
  const before = await Promise.all(['web', 'chat', 'nginx'].map(idsOf));
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));

  let over = false;
  const updated = paste(documented('docs/deployment.md', './update')).finally(() => {
    over = true;
  });
  const asked: Promise<string>[] = [];
  const ask = async (method: string, path: string) => {
    const answer = await fetch(`${stack.baseURL}${path}`, { method });
    const text = await answer.text();
    if (answer.ok) return `${method} ${answer.status}`;
    const { code, request_id } = JSON.parse(text);
    if (answer.status === 503) return accessLine(await stack.logs(), request_id);
    return `${method} ${answer.status} ${code}`;
  };
  while (!over) {
    asked.push(ask('GET', '/login'), ask('POST', '/kv/write'));
    await pause(100);
  }
  await updated;
  // Nobody may write without a token: web itself says so.
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['GET 200', 'POST 401 token_missing']));

  const after = await Promise.all(['web', 'chat', 'nginx'].map(idsOf));
  expect(after.map((ids) => ids.length)).toEqual([1, 1, 1]);
  expect(after.map((ids, at) => ids[0] === before[at]?.[0])).toEqual([false, false, true]);
  for (const person of [anna, boris]) await person.expectConnected();
  await anna.say('Still here');
  await expect(boris.log).toContainText('Still here');
});

/** What the gateway's log says of a request, to explain a failure. */
const accessLine = (logs: string, id: string) =>
  logs.split('\n').find((line) => line.includes(id) && line.includes('"service":"nginx"')) ?? id;
