import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../lantern.ts';

test('all members see /me; only the author sees /who and /help', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  await anna.say('/me lights the lanterns');
  for (const { log } of [anna, boris]) {
    await expect(log).toContainText('Anna lights the lanterns');
    await expect(log).not.toContainText('/me');
  }
  await anna.say('/who');
  await expect(anna.log).toContainText(/2 people are here now: (Anna and Boris|Boris and Anna)/);
  await anna.say('/help');
  await expect(anna.log).toContainText('/weather city: the current weather in a city');
  await anna.say('/dance');
  await expect(anna.log).toContainText('There is no such command');
  await anna.say('//dance is what I would type');
  await expect(boris.log).toContainText('/dance is what I would type');
  for (const hidden of ['/who', '/help', 'people are here', 'no such command'])
    await expect(boris.log).not.toContainText(hidden);
  await expect(anna.log.getByText('Only you can see this')).toHaveCount(3);
});

test('the composer completes commands with keys and pointer', async ({ member, unique }) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  const { composer, page } = anna;
  const list = page.getByRole('listbox', { name: 'Commands' });
  const chosen = () => list.getByRole('option', { selected: true });

  await composer.pressSequentially('/');
  await expect(list.getByRole('option')).toHaveCount(4);
  await expect(page.getByText('4 commands: arrows to choose, Tab to complete')).toBeAttached();
  await expect(chosen()).toContainText('/help');
  await expect(composer).toHaveAttribute('aria-activedescendant', 'command-help');
  await composer.press('ArrowUp');
  await expect(chosen()).toContainText('/who');
  await composer.press('ArrowDown');
  await composer.press('ArrowDown');
  await expect(chosen()).toContainText('/me');
  await composer.press('Tab');
  await expect(composer).toHaveValue('/me ');
  await expect(list).toBeHidden();
  await expect(composer).toBeFocused();

  await composer.fill('');
  await composer.pressSequentially('/W');
  await expect(list.getByRole('option')).toHaveText([/^\s*\/weather/, /^\s*\/who/]);
  await composer.press('Escape');
  await expect(list).toBeHidden();
  await composer.pressSequentially('e');
  await composer.press('Enter');
  await expect(composer).toHaveValue('/weather ');

  // A whole command is sent, not completed; so is what fits none.
  await composer.fill('/who');
  await composer.press('Enter');
  await expect(anna.log).toContainText('1 person is here now: Anna');
  await expect(composer).toHaveValue('');
  await composer.press('ArrowUp');
  await expect(composer).toHaveValue('/who');
  await expect(list).toBeHidden();

  await composer.fill('/h');
  await page.getByRole('option', { name: '/help' }).click();
  await expect(composer).toHaveValue('/help');
  await expect(composer).toBeFocused();
  await composer.fill('no command /h');
  await expect(list).toBeHidden();

  // Last: in Firefox axe's own page takes the focus, and the list closes.
  await composer.fill('/');
  await expect(chosen()).toContainText('/help');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('commands whose script cannot be loaded are sent as typed, and completed once it can', async ({
  member,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(/set-up-completion|ERR_FAILED/);
  const anna = await member('Anna');
  const { composer, page } = anna;
  await anna.createRoom(unique('garden'));
  await page.route(/set-up-completion/, (route) => route.abort());
  const refused = page.waitForEvent('requestfailed', (request) => /set-up-completion/.test(request.url()));
  await composer.pressSequentially('/who');
  await refused;
  await composer.press('Enter');
  await expect(anna.log).toContainText('1 person is here now: Anna');
  await page.unroute(/set-up-completion/);
  await composer.pressSequentially('/h');
  await expect(page.getByRole('option', { selected: true })).toContainText('/help');
  // Its keys come before those of the composer, which was there first.
  await composer.press('Enter');
  await expect(composer).toHaveValue('/help');
});

test('markup in a command is text (row 30)', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  const text = '<img src=x onerror=alert(1)> <b>bold</b> {{7*7}}';
  await anna.say(`/me ${text}`);
  await expect(boris.log.getByText(`Anna ${text}`)).toBeVisible();
  await anna.say(`/dance ${text}`);
  await expect(anna.log.getByText(`/dance ${text}`)).toBeVisible();
  await expect(anna.log).toContainText('There is no such command');
  for (const { log } of [anna, boris]) await expect(log.locator('img, b')).toHaveCount(0);
});
