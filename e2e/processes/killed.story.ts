import type { ServerFrame } from '@lantern/chat/protocol';
import { expect, test } from '../lantern.ts';
import type { Person } from '../person.ts';
import { upstreamOf } from '../placement.ts';
import { asProcesses } from '../stacks/processes.ts';
import { Talker } from '../talker.ts';

test('when one of three chat processes is killed, members on the others miss nothing, its members reconnect, and those who do not are shown as gone', async ({
  member,
  unique,
  stack,
  expectedConsole,
}) => {
  expectedConsole.push(/ERR_INTERNET_DISCONNECTED/);
  const { chats, hints } = asProcesses(stack);
  const [killed] = chats;
  const [hint = ''] = hints;
  const place = await upstreamOf(stack, hint);
  // Anna and Dina are on the first process, which will be killed.
  const people = [await member('Anna'), await member('Boris'), await member('Clara'), await member('Dina')];
  const [anna, boris, clara, dina] = people as [Person, Person, Person, Person];
  const received = new Map(people.map((person) => [person, framesOf(person)]));
  const framesTo = (person: Person) => received.get(person) ?? [];
  const room = await anna.createRoom(unique('garden'));
  for (const person of [boris, clara, dina]) await person.enter(room);
  const talkers = ['North', 'South', 'East', 'West'].map((name) => new Talker(name));
  for (const [index, talker] of talkers.entries())
    await talker.enter(accountOf(unique(talker.name)), room, hints[1 + (index % 2)] ?? '');
  for (const person of people) await expect(person.page.getByText('People here: 8')).toBeVisible();

  const saidAtLeast = (count: number) =>
    expect
      .poll(() => Math.min(...talkers.map(({ said }) => said)), { timeout: 30_000 })
      .toBeGreaterThan(count);
  for (const talker of talkers) talker.start();
  await saidAtLeast(50);
  await dina.page.context().setOffline(true);
  killed?.signal('SIGKILL');
  const killedAt = Date.now();
  try {
    await expect(anna.page.getByText('Messages from that time were not kept.')).toBeVisible();
    await anna.expectConnected();
    await anna.say('Here I am again');
    for (const person of [anna, boris, clara])
      await expect(person.page.getByText('People here: 7')).toBeVisible({
        timeout: killedAt + 30_000 - Date.now(),
      });
    const saidByNow = Math.max(...talkers.map(({ said }) => said));
    await saidAtLeast(saidByNow + 10);
    for (const talker of talkers) talker.pause();

    for (const person of [boris, clara]) {
      const frames = framesTo(person);
      for (const talker of talkers) await expectAll(talker, () => textsIn(frames));
      expect(textsIn(frames).filter((text) => text === 'Here I am again')).toHaveLength(1);
      expect(leftIn(frames)).toEqual(['Dina']);
      await expect(person.page.getByText('Messages from that time were not kept.')).toBeHidden();
    }
    for (const { heard } of talkers) for (const talker of talkers) await expectAll(talker, () => heard);
    // Anna missed something, and heard nothing twice or late.
    for (const { name, said } of talkers) {
      await expect.poll(() => textsIn(framesTo(anna))).toContain(`${name} ${said}`);
      const numbers = numbersOf(name, textsIn(framesTo(anna)));
      expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
    }
  } finally {
    for (const talker of talkers) talker.leave();
    await killed?.stop();
    await killed?.start();
    // The other stories find things as they were.
    await expect.poll(() => upstreamOf(stack, hint)).toBe(place);
  }
});

/** Every frame that the person's pages receive from now on. */
function framesOf({ page }: Person): ServerFrame[] {
  const frames: ServerFrame[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => frames.push(JSON.parse(String(payload)))),
  );
  return frames;
}

/** Everything that the talker said, once each and in order. */
async function expectAll({ name, said }: Talker, texts: () => string[]): Promise<void> {
  await expect.poll(texts).toContain(`${name} ${said}`);
  expect(numbersOf(name, texts())).toEqual(Array.from({ length: said }, (_, index) => index + 1));
}

const textsIn = (frames: ServerFrame[]) =>
  frames.flatMap((frame) => (frame.type === 'message' ? frame.text : []));

const leftIn = (frames: ServerFrame[]) =>
  frames.flatMap((frame) => (frame.type === 'left' ? frame.members.map(({ name }) => name) : []));

const numbersOf = (name: string, texts: string[]) =>
  texts.filter((text) => text.startsWith(`${name} `)).map((text) => Number(text.slice(name.length)));

const accountOf = (name: string) => `${name.toLowerCase().replace(' ', '.')}@example.org`;
