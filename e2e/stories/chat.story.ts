import { expect, test } from '../lantern.ts';

test('a message appears at once for all members of the room and in no other room', async ({
  member,
  unique,
}) => {
  const [anna, boris, vera] = [await member('Anna'), await member('Boris'), await member('Vera')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  await vera.createRoom(unique('orchard'));

  await anna.say('Good evening');
  await expect(boris.log).toContainText('Good evening');
  await expect(anna.log.getByText('Good evening')).toHaveCount(1);
  await boris.say('Good evening, Anna');
  await expect(anna.log).toContainText('Good evening, Anna');

  await vera.say('Is anybody here?');
  await expect(vera.log).toContainText('Is anybody here?');
  await expect(vera.log).not.toContainText('Good evening');
  await expect(anna.log).not.toContainText('Is anybody here?');
});

test('the room shows who has joined', async ({ member, unique }) => {
  const [anna, boris, vera] = [await member('Anna'), await member('Boris'), await member('Vera')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  await expect(anna.log).toContainText('Boris joined.');
  await vera.enter(room);
  await expect(anna.log).toContainText('Vera');
  await expect(boris.log).toContainText('Vera joined.');
  await vera.page.goto('/');
  await expect(boris.log).toContainText('Vera left.');
});

test('there is no history: a member who joins later or reloads sees no earlier messages', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await anna.say('Before Boris');
  await expect(anna.log).toContainText('Before Boris');
  await boris.enter(room);
  await anna.page.reload();
  await anna.expectConnected();
  await boris.say('After the reload');
  for (const { log } of [anna, boris]) {
    await expect(log).toContainText('After the reload');
    await expect(log).not.toContainText('Before Boris');
  }
});

test('markup in a message is text', async ({ member, unique }) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  const text = '<img src=x onerror=alert(1)> <b>bold</b> {{7*7}}';
  await anna.say(text);
  await expect(anna.log.getByText(text)).toBeVisible();
  await expect(anna.log.locator('img')).toHaveCount(0);
});

test('when the owner deletes the room, its members are told and leave it', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const name = unique('garden');
  const room = await anna.createRoom(name);
  await boris.enter(room);
  await anna.page.goto('/');
  await anna.page.getByRole('link', { name: `Delete the room “${name}”` }).click();
  await anna.page.getByRole('button', { name: 'Delete' }).click();
  await expect(boris.page.getByText('This room has been deleted.')).toBeVisible();
  expect((await boris.page.reload())?.status()).toBe(404);
});

test('when chat restarts, pages say so, reconnect by themselves and continue', async ({
  member,
  unique,
  stack,
  expectedConsole,
}) => {
  // While nobody listens, browsers report every attempt.
  expectedConsole.push(/WebSocket connection|Failed to load resource|ERR_CONNECTION_REFUSED/);
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  await anna.composer.fill('A half-written');
  await stack.restartChat();
  for (const person of [anna, boris])
    await expect(person.log).toContainText('Messages from that time were not kept.', { timeout: 90_000 });
  for (const person of [anna, boris]) await person.expectConnected();
  await expect(anna.composer).toHaveValue('A half-written');
  await boris.say('Back again');
  await expect(anna.log).toContainText('Back again');
});

test('everything works with the keyboard alone, from sign-up to a message', async ({
  someone,
  member,
  unique,
}) => {
  const boris = await member('Boris');
  const anna = await someone('Anna');
  const { page } = anna;
  const { keyboard } = page;
  const focused = page.locator(':focus');
  const tabTo = async (name: string | RegExp) => {
    for (let step = 0; step < 40; step++) {
      if ((await focused.count()) > 0 && (await matchesName(focused, name))) return;
      await keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not lead to ${name}`);
  };
  const matchesName = async (locator: typeof focused, name: string | RegExp) =>
    expect(locator)
      .toHaveAccessibleName(name, { timeout: 1 })
      .then(
        () => true,
        () => false,
      );

  await page.goto('/');
  await tabTo('Sign up');
  await keyboard.press('Enter');
  await expect(page).toHaveURL(/\/signup/);
  await tabTo('E-mail');
  await keyboard.type(anna.email);
  await tabTo('Password');
  await keyboard.type(anna.password);
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
  await tabTo('New room');
  await keyboard.press('Enter');
  await tabTo('Name');
  await keyboard.type(unique('garden'));
  await keyboard.press('Enter');
  await anna.expectConnected();
  // The composer has the focus on arrival.
  await boris.enter(page.url());
  await keyboard.type('No mouse here');
  await keyboard.press('Enter');
  await expect(boris.log).toContainText('No mouse here');
});
