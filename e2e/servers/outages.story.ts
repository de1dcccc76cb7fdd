import { expect, test } from '../lantern.ts';
import { duringOutage } from './outage.ts';

// Without Redis a room goes on within each process; the gateway sees to it that its people are in one.
test.use({ scattered: false });

for (const part of ['database', 'redis'] as const) {
  test(`while the ${part} is down pages are 503; when it is back everything works again`, async ({
    member,
    unique,
    stack,
    request,
    expectedConsole,
  }) => {
    expectedConsole.push(/503/);
    const anna = await member('Anna');
    const name = unique('garden');
    await anna.createRoom(name);
    await duringOutage(request, stack[part], async () => {
      const answer = await anna.page.goto('/');
      expect(answer?.status()).toBe(503);
      await expect(anna.page.getByRole('heading', { name: 'Temporarily unavailable' })).toBeVisible();
    });
    await anna.page.goto('/');
    await expect(anna.listOf('My rooms').getByRole('link', { name, exact: true })).toBeVisible();
  });

  test(`members of a room continue to talk while the ${part} is down`, async ({
    member,
    unique,
    stack,
    request,
    expectedConsole,
  }) => {
    expectedConsole.push(/503/);
    const [anna, boris] = [await member('Anna'), await member('Boris')];
    const room = await anna.createRoom(unique('garden'));
    await boris.enter(room);
    await duringOutage(request, stack[part], async () => {
      await anna.say('The lights went out');
      await expect(boris.log).toContainText('The lights went out');
    });
  });
}
