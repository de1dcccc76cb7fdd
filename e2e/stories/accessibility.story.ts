import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../lantern.ts';

/** swagger-ui: its buttons hold links. Without scripts /docs is a page of ours. */
const NOT_OURS = '#swagger-ui';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page has a fault that axe knows of, nor is wider than a small phone (${colorScheme})`, async ({
    someone,
    member,
    stack,
    unique,
  }) => {
    const viewport = { width: 320, height: 568 };
    const stranger = await someone('Nobody', { colorScheme, viewport });
    const check = async (page: typeof stranger.page) => {
      const { violations } = await new AxeBuilder({ page }).exclude(NOT_OURS).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        page.viewportSize()?.width ?? 0,
      );
    };
    for (const path of [
      '/',
      '/login',
      '/signup',
      '/forgot-password',
      '/password-reset',
      '/docs',
      '/docs/errors',
      '/nowhere',
    ]) {
      await stranger.page.goto(path);
      await check(stranger.page);
    }
    const anna = await member('Anna', { colorScheme, viewport });
    const boris = await member('Boris', { colorScheme });
    const name = unique('garden');
    const room = await anna.createRoom(name);
    await boris.enter(room);
    await boris.say('@Anna look: https://example.org');
    await expect(anna.log).toContainText('look');
    await anna.say('thanks');
    await anna.say('/who');
    await expect(anna.log).toContainText('Only you see this');
    await boris.say('/me waves');
    await expect(anna.log).toContainText('Boris waves');
    await check(anna.page);
    await check(boris.page);
    await anna.search(name);
    await check(anna.page);
    for (const path of [
      '/',
      '/settings',
      '/settings/password',
      '/settings/passkeys',
      '/settings/sessions',
      '/settings/data',
      '/settings/delete',
    ]) {
      await anna.page.goto(path);
      await check(anna.page);
    }
    await stack.console('create-superuser', '--email', anna.email, '--yes');
    await anna.page.goto('/admin/people');
    await check(anna.page);
    await anna.page.goto('/settings/two-factor');
    await check(anna.page);
    await anna.page.getByRole('button', { name: 'Turn on' }).click();
    await check(anna.page);
    await anna.turnOnTwoFactor();
    await check(anna.page);
    for (const path of ['/settings/two-factor', '/settings/two-factor/recovery-codes']) {
      await anna.page.goto(path);
      await check(anna.page);
    }
    for (const path of ['/admin/people', `/admin/people?q=${boris.email}`, '/admin/roles', '/admin/rooms']) {
      await anna.page.goto(path);
      await check(anna.page);
    }
    await anna.page.goto(`/admin/people?q=${boris.email}`);
    await anna.page.getByRole('link', { name: 'Boris' }).click();
    await check(anna.page);
    await anna.page.getByRole('link', { name: 'Disable' }).click();
    await check(anna.page);
  });
}
