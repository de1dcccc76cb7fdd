import { expect, test } from '../lantern.ts';
import { asProcesses } from '../stacks/processes.ts';

test('members on a chat process that stood still read from when to when they missed messages', async ({
  member,
  unique,
  stack,
  expectedConsole,
}) => {
  expectedConsole.push(/WebSocket connection/);
  const [still] = asProcesses(stack).chats;
  // Anna is on the first process, Boris on another one.
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await boris.say('Last words');
  await expect(anna.log).toContainText('Last words');
  still?.signal('SIGSTOP');
  try {
    await boris.say('Nobody hears it');
    await expect(boris.log).toContainText('Nobody hears it');
    // By then it is taken for gone, and Redis has given up on its connections or it will.
    await expect(boris.log).toContainText('Anna left.', { timeout: 60_000 });
  } finally {
    still?.signal('SIGCONT');
  }
  // What was said meanwhile comes late, or is told to be missing.
  await expect(anna.log).toContainText(/Nobody hears it|were not kept\./);
  await expect(boris.page.getByText('People here: 2')).toBeVisible();
  await boris.say('There you are');
  await expect(anna.log).toContainText('There you are');
});
