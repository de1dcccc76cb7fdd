import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '../lantern.ts';
import { accessLines } from '../placement.ts';
import { asProcesses, type ProcessesStack } from '../stacks/processes.ts';

test('the gateway passes over a web process that stands still within seconds, and uses it again when it goes on', async ({
  stack,
}) => {
  const processes = asProcesses(stack);
  const [still] = processes.webs;
  const userAgent = randomUUID();
  const until = (giveUpAt: number) => askUntil(processes, userAgent, giveUpAt);
  still?.signal('SIGSTOP');
  const stoppedAt = Date.now();
  try {
    // Pages are asked for all the time: whoever met it waits for as long as it takes to be found.
    const waited = await until(stoppedAt + 6000);
    expect(Math.max(...waited)).toBeLessThan(10_000);
    const later = await until(Date.now() + 1000);
    expect(Math.max(...later)).toBeLessThan(3000);
  } finally {
    still?.signal('SIGCONT');
  }
  await expect
    .poll(async () => {
      const agent = randomUUID();
      await askUntil(processes, agent, Date.now() + 500);
      const lines = accessLines(await stack.logs(), agent);
      return new Set(lines.map(({ upstream }) => upstream)).size;
    })
    .toBe(2);
});

test('members of a chat process that stands still are back on another one within seconds, and read that messages were missed', async ({
  member,
  unique,
  stack,
  expectedConsole,
}) => {
  expectedConsole.push(/WebSocket connection/);
  const { chats, hints, baseURL } = asProcesses(stack);
  const [still] = chats;
  // Anna is on the first process, Boris on another one.
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await boris.say('Last words');
  await expect(anna.log).toContainText('Last words');
  still?.signal('SIGSTOP');
  const stoppedAt = Date.now();
  try {
    // A handshake that it does not answer is answered by another: nobody is let in this way, but chat answers.
    const answer = await fetch(`${baseURL}/ws?room=${hints[0]}`);
    expect(answer.status).toBe(404);
    expect(Date.now() - stoppedAt).toBeLessThan(10_000);
    await boris.say('Nobody hears it');
    await expect(anna.log).toContainText('were not kept.');
    await anna.expectConnected();
    await boris.say('There you are');
    await expect(anna.log).toContainText('There you are');
    // The page itself would have found out after 35 seconds.
    expect(Date.now() - stoppedAt).toBeLessThan(30_000);
  } finally {
    still?.signal('SIGCONT');
  }
  await expect(boris.page.getByText('People here: 2')).toBeVisible();
  await boris.say('And now');
  await expect(anna.log).toContainText('And now');
});

/** Asks for a page again and again, several at a time. @returns how long each took, in milliseconds. @throws if one failed */
async function askUntil({ baseURL }: ProcessesStack, userAgent: string, giveUpAt: number): Promise<number[]> {
  const asked: Promise<number>[] = [];
  while (Date.now() < giveUpAt) {
    const from = Date.now();
    const answer = fetch(`${baseURL}/login`, { headers: { 'user-agent': userAgent } });
    asked.push(
      answer.then(async (response) => {
        await response.text();
        expect(response.status).toBe(200);
        return Date.now() - from;
      }),
    );
    await pause(50);
  }
  return Promise.all(asked);
}
