import { expect, test } from '../../lantern.ts';
import { check } from './check.ts';

const viewport = { width: 320, height: 568 };

const told = 'axe finds no fault on any page, in light or dark, and no page is wider than a small phone';

test(`${told} (strangers)`, async ({ someone }) => {
  const stranger = await someone('Nobody', { viewport });
  await check(stranger, '/', '/login', '/signup', '/forgot-password', '/password-reset', '/nowhere');
  await check(stranger, '/docs/errors');
  await check(stranger, '/docs');
  await stranger.page.getByRole('button', { name: 'Try the calls here' }).click();
  await expect(stranger.page.locator('#calls')).toHaveCount(0);
  await check(stranger);
});

test(`${told} (rooms)`, async ({ member, unique }) => {
  const anna = await member('Anna', { viewport });
  const boris = await member('Boris');
  const name = unique('garden');
  const room = await anna.createRoom(name);
  await boris.enter(room);
  await boris.say('@Anna look: https://example.org');
  await expect(anna.log).toContainText('look');
  await anna.say('thanks');
  await anna.say('/who');
  await expect(anna.log).toContainText('Only you can see this');
  await boris.say('/me waves');
  await expect(anna.log).toContainText('Boris waves');
  await check(anna);
  await check(boris);
  const pages = ['settings', 'members', 'invites'].map((path) => `${new URL(room).pathname}/${path}`);
  await check(anna, ...pages);
  await anna.page.getByRole('button', { name: 'Create link' }).click();
  const link = await anna.page.locator('#invite-link').innerText();
  await check(anna);
  await check(boris, link);
  await anna.search(name);
  await check(anna);
  await check(anna, '/');
  const [vault = ''] = (await boris.createSealedRoom(unique('vault'))).split('#');
  await anna.enter(vault);
  await boris.say('thanks');
  await expect(anna.log).toContainText('This page has no key');
  await check(anna);
});

test(`${told} (settings)`, async ({ member }) => {
  const anna = await member('Anna', { viewport });
  const pages = ['', '/password', '/two-factor', '/passkeys', '/social-accounts', '/sessions', '/data'];
  await check(anna, ...[...pages, '/membership', '/delete'].map((path) => `/settings${path}`));
  // With the header of somebody who is signed in.
  await check(anna, '/nowhere', '/admin', '/docs/errors');
  await check(anna, '/docs');
  await anna.page.getByRole('button', { name: 'Try the calls here' }).click();
  await expect(anna.page.locator('#calls')).toHaveCount(0);
  await check(anna);
});

test(`${told} (administration)`, async ({ member, stack }) => {
  const anna = await member('Anna', { viewport });
  const boris = await member('Boris');
  await stack.console('create-superuser', '--email', anna.email, '--yes');
  await check(anna, '/admin/people', '/settings/two-factor');
  await anna.page.getByLabel('Current password').fill(anna.password);
  await anna.page.getByRole('button', { name: 'Turn on' }).click();
  await check(anna);
  await anna.turnOnTwoFactor();
  await check(anna);
  await check(anna, '/settings/two-factor', '/settings/two-factor/recovery-codes');
  await check(anna, '/admin/people', '/admin/roles', '/admin/rooms', `/admin/people?q=${boris.email}`);
  await anna.page.getByRole('link', { name: 'Boris' }).click();
  await check(anna);
  await anna.page.getByRole('link', { name: 'Disable' }).click();
  await check(anna);
});

test('a browser that is too old is told so, and no other', async ({ someone }) => {
  const { page } = await someone('Anna');
  const notice = page.getByText('This browser is too old for Lantern');
  await page.goto('/login');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(notice).toBeHidden();
  // As if the browser did not know one of the things that the style sheet asks for.
  await page.route(/\/assets\/site-\w+\.css$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      response,
      body: (await response.text()).replace('(text-wrap: wrap)', '(text-wrap: unknown)'),
    });
  });
  await page.reload();
  await expect(notice).toBeVisible();
});
