import { Talker } from '../talker.ts';
import { ENTER } from './web-driver.ts';
import { expect, test } from './webkit.ts';

/** How far the log's end is below what is in sight, in pixels. */
const DISTANCE_TO_END = `
  const viewport = document.querySelector('[data-part="viewport"]');
  return viewport.scrollHeight - viewport.scrollTop - viewport.clientHeight;
`;

test('two people sign up, open a room and talk', async ({ inWebKit, member, unique }) => {
  const [anna, boris] = [await inWebKit('Anna'), await member('Boris')];
  await anna.signUp();
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.sees('People here: 2', '[data-part="people-button"]');
  await boris.composer.pressSequentially('Good');
  await anna.sees('Boris is typing', '[data-part="typing"]');
  await boris.say('Good evening, https://example.org/lamps');
  await anna.hears('Good evening');
  await anna.find('link', 'https://example.org/lamps');
  await anna.say('Good evening to you');
  await expect(boris.log).toContainText('Good evening to you');
  await anna.say('/who');
  await anna.hears('2 people are here now');
});

test('the log follows eighty messages a second of different height', async ({ inWebKit, unique }) => {
  const anna = await inWebKit('Anna');
  await anna.signUp();
  const room = await anna.createRoom(unique('garden'));
  // Each says ten a second.
  const talkers = [...'ABCDEFGH'].map((name) => new Talker(name));
  for (const talker of talkers) {
    const account = `${unique(talker.name).replace(' ', '.')}@example.org`;
    await talker.enter(account, room, new URL(room).pathname);
    talker.words = (n) => `${'One line more.\n'.repeat(n % 5)}${talker.name} ${n}.`;
  }
  try {
    for (const talker of talkers) talker.start();
    await expect.poll(() => Math.min(...talkers.map(({ said }) => said))).toBeGreaterThan(80);
    for (const talker of talkers) talker.pause();
    for (const { name, said } of talkers) await anna.hears(`${name} ${said}.`);
    await expect.poll(() => anna.driver.run<number>(DISTANCE_TO_END)).toBeLessThanOrEqual(1);
  } finally {
    for (const talker of talkers) talker.leave();
  }
});

test('a message is answered, and an own one corrected, marked and withdrawn', async ({
  inWebKit,
  member,
  unique,
}) => {
  const [anna, boris] = [await inWebKit('Anna'), await member('Boris')];
  await anna.signUp();
  await boris.enter(await anna.createRoom(unique('garden')));
  await boris.say('Who has the keys?');
  await anna.hears('Who has the keys?');
  await anna.choose('Reply');
  await anna.sees('Reply to Boris', '[data-part="compose-target"]');
  await anna.say('I heve');
  await expect(boris.log.getByRole('button', { name: 'In reply to Boris Who has the keys?' })).toBeVisible();
  await anna.choose('Correct');
  await anna.fill('Your message', 'I have');
  await anna.driver.type(await anna.driver.focused(), ENTER);
  await expect(boris.log).toContainText(/I have\s*\(corrected/);
  await anna.choose('React with 🎉');
  await expect(boris.log.getByRole('button', { name: '🎉 1: Anna' })).toBeVisible();
  // The mouse goes there before it clicks, and the toolbar comes below it.
  await anna.driver.click(
    await anna.driver.run(`return [...document.querySelectorAll('.message-text')].at(-1)`),
  );
  await anna.click('button', 'React with 👍');
  await expect(boris.log.getByRole('button', { name: '👍 1: Anna' })).toBeVisible();
  await anna.choose('Withdraw');
  await anna.click('item', 'Withdraw for everybody? Press again');
  await expect(boris.log).toContainText('This message was withdrawn.');
  await anna.hears('This message was withdrawn.');
});

test('“(you)” is never broken beside a long name', async ({ inWebKit, unique }) => {
  const anna = await inWebKit('Annaseraphina-Montgomery-of-the-Gardens');
  await anna.signUp();
  await anna.createRoom(unique('garden'));
  const lines = `return [...document.querySelectorAll('.members *')].find((each) =>
    !each.childElementCount && each.textContent.includes('(you)')).getClientRects().length`;
  expect(await anna.driver.run<number>(lines)).toBe(1);
});

test('a connection that was lost comes back by itself', async ({ inWebKit, stack, unique }) => {
  const anna = await inWebKit('Anna');
  await anna.signUp();
  await anna.createRoom(unique('garden'));
  await stack.restartChat();
  await anna.hears('Messages from that time were not kept.');
  await anna.expectConnected();
  await anna.say('Here again');
  await anna.hears('Here again');
});

test('what is said in a sealed room is sealed and opened', async ({ inWebKit, member, unique }) => {
  const [anna, boris] = [await inWebKit('Anna'), await member('Boris')];
  const link = await boris.createSealedRoom(unique('vault'));
  // The way through the sign-up, which loses the fragment of the address.
  await anna.goto(link);
  await anna.signUp();
  await anna.goto(link.split('#')[0] ?? '');
  await anna.expectConnected();
  await boris.say('Under the third stone');
  await anna.hears('Under the third stone');
  await anna.say('I will look');
  await expect(boris.log).toContainText('I will look');
  expect(await anna.driver.url()).toBe(link);
});
