import { expect, test } from '../lantern.ts';

// Playwright turns the back-forward cache off; what people have is tried here.
test.use({
  launchOptions: [
    async ({ browserName, launchOptions }, use) =>
      use(
        browserName === 'chromium'
          ? { ...launchOptions, ignoreDefaultArgs: ['--disable-back-forward-cache'] }
          : launchOptions,
      ),
    { scope: 'worker' },
  ],
});

test('in a room, links of the header open in a new tab, and the language changes in place', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const { page } = anna;
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  await boris.say('Good evening, Anna');
  await expect(anna.log).toContainText('Good evening, Anna');
  await anna.composer.fill('A half-written');
  for (const name of ['Lantern', 'Anna']) {
    const beside = page.waitForEvent('popup');
    await page.getByRole('banner').getByRole('link', { name }).click();
    await (await beside).close();
  }
  await page.getByRole('button', { name: 'Русский' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(page.getByText('На связи', { exact: true })).toBeVisible();
  await expect(page.getByText('В комнате: 2')).toBeVisible();
  const composer = page.getByRole('textbox', { name: 'Ваше сообщение' });
  await expect(composer).toHaveValue('A half-written');
  await composer.press('Enter');
  await expect(boris.log).toContainText('A half-written');
  await expect(boris.log).not.toContainText('Anna left.');
  await expect(anna.log).toContainText('Good evening, Anna');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByText('People here: 2')).toBeVisible();
  await expect(anna.log).toContainText('Good evening, Anna');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('signing out of a room with messages asks first; leaving an empty room does not', async ({
  member,
  unique,
  expectedConsole,
}) => {
  // The room's connection ends with the sign-in, before the answer brings the next page: the page tries once to come back.
  expectedConsole.push(/\/chat\/[\w-]+\/token\)$/);
  const anna = await member('Anna');
  const { page } = anna;
  const room = await anna.createRoom(unique('garden'));
  const asked: string[] = [];
  let answer: 'accept' | 'dismiss' = 'dismiss';
  page.on('dialog', async (dialog) => {
    asked.push(dialog.type());
    await dialog[answer]();
  });
  await page.reload();
  await anna.expectConnected();
  expect(asked).toEqual([]);
  await anna.say('Something worth keeping');
  await expect(anna.log).toContainText('Something worth keeping');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await expect(page).toHaveURL(room);
  await anna.say('Still here');
  await expect(anna.log).toContainText('Still here');
  answer = 'accept';
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('Back restores all messages and says what was missed; after signing out it restores nothing (row 13)', async ({
  member,
  unique,
  stack,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const { page } = anna;
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  await boris.say('Remember this');
  await expect(anna.log).toContainText('Remember this');
  await page.goto(`${stack.baseURL}/settings`);
  await boris.say('Nobody hears it');
  await page.goBack({ waitUntil: 'commit' });
  await expect(anna.log).toContainText('Remember this');
  await expect(anna.log).toContainText('Messages from that time were not kept.');
  await anna.say('I am back');
  await expect(boris.log).toContainText('I am back');
  await page.goto(`${stack.baseURL}/settings`);
  await anna.signOut();
  await expect(page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible();
  await page.evaluate('history.go(-2)');
  await expect(page).toHaveURL(/\/login\?next=/);
  await expect(page.locator('body')).not.toContainText('Remember this');
});

test('Back restores nothing after the session has ended (row 13)', async ({
  member,
  someone,
  unique,
  stack,
  expectedConsole,
}) => {
  expectedConsole.push(/Failed to load resource|WebSocket connection/);
  const [anna, elsewhere] = [await member('Anna'), await someone('Anna')];
  const { page } = anna;
  const room = await anna.createRoom(unique('garden'));
  await anna.say('Remember this');
  await expect(anna.log).toContainText('Remember this');
  await page.goto(`${stack.baseURL}/settings`);
  Object.assign(elsewhere, { email: anna.email });
  await elsewhere.signIn();
  await elsewhere.page.goto('/settings/sessions');
  await elsewhere.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(elsewhere.page.getByRole('button', { name: 'Sign out everywhere else' })).toHaveCount(0);
  await page.goBack({ waitUntil: 'commit' });
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent(new URL(room).pathname)}`);
  await expect(page.locator('body')).not.toContainText('Remember this');
});

test('a draft survives the end of a session and is shown to no other account; signing out deletes it (row 13)', async ({
  member,
  someone,
  unique,
  stack,
  expectedConsole,
}) => {
  // Browsers report a token that is asked for in vain.
  expectedConsole.push(/Failed to load resource|WebSocket connection/);
  const [anna, boris, elsewhere] = [await member('Anna'), await member('Boris'), await someone('Anna')];
  const { page } = anna;
  const room = await anna.createRoom(unique('garden'));
  await anna.openAlerts();
  await page.getByLabel('Show who joins and leaves').uncheck();
  await anna.composer.fill('Not to be lost');
  Object.assign(elsewhere, { email: anna.email });
  await elsewhere.signIn();
  await elsewhere.page.goto('/settings/sessions');
  await elsewhere.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(page.getByText('You are signed out. What you typed stays here.')).toBeVisible();
  await expect(anna.composer).toHaveValue('Not to be lost');

  // Somebody else at the same browser.
  await page.getByRole('link', { name: 'Sign in' }).last().click();
  await boris.page.close();
  await page.getByLabel('E-mail or username').fill(boris.email);
  await page.getByLabel('Password').fill(boris.password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(room);
  await anna.expectConnected();
  await expect(anna.composer).toHaveValue('');
  await anna.composer.fill('Of Boris');
  await page.goto(`${stack.baseURL}/settings`);
  await anna.signOut();

  // Boris's sign-out took what he wrote, and nothing of hers.
  await anna.signIn();
  await anna.enter(room);
  await expect(anna.composer).toHaveValue('Not to be lost');
  await expect(page.getByLabel('Show who joins and leaves')).not.toBeChecked();
  const settings = await page.context().newPage();
  await settings.goto('/settings');
  await settings.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/login\?next=/);
  const repository = await page.evaluate<string>('JSON.stringify([sessionStorage, localStorage])');
  expect(repository).not.toContain('Not to be lost');
  expect(repository).not.toContain('Of Boris');
  expect(repository).toContain('show-presence');
});
