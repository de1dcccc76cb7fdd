import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from '../lantern.ts';

test('after a silent network failure the gap begins at the last frame, by the server’s clock and in the reader’s current time zone', async ({
  someone,
  member,
  unique,
}) => {
  const [anna, boris] = [await someone('Anna'), await member('Boris')];
  const { page } = anna;
  // Her clock is an hour behind.
  await page.addInitScript(() => {
    const { now } = Date;
    Date.now = () => now() - 3_600_000;
  });
  let silent = false;
  await page.routeWebSocket(/\/ws\?/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    const born = silent;
    socket.onMessage((frame) => (silent && !born ? undefined : server.send(frame)));
    server.onMessage((frame) => (silent && !born ? undefined : socket.send(frame)));
  });
  const zone = await page.context().newCDPSession(page);
  await zone.send('Emulation.setTimezoneOverride', { timezoneId: 'Europe/Berlin' });
  await anna.signUp();
  await boris.enter(await anna.createRoom(unique('garden')));
  await boris.say('Last words');
  const heard = anna.log.locator('.message', { hasText: 'Last words' }).locator('time');
  const at = new Date((await heard.getAttribute('datetime')) ?? '');
  expect(Math.abs(Date.now() - at.valueOf())).toBeLessThan(600_000);
  silent = true;
  await boris.say('Nobody hears it');
  await page.evaluate(`dispatchEvent(new Event('online'))`);
  const gap = anna.log.getByText('Messages from that time were not kept.');
  await expect(gap).toBeVisible();
  const clock = (timeZone: string, second?: '2-digit') =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      ...(second && { second }),
    });
  const told = await gap.innerText();
  const exact = /Disconnected (\d+:\d+:\d+)–/.exec(told)?.[1];
  if (exact) expect(exact).toBe(clock('Europe/Berlin', '2-digit').format(at));
  else expect(told).toContain(`Disconnected ${clock('Europe/Berlin').format(at)}–`);

  await expect(heard).toHaveText(clock('Europe/Berlin').format(at));
  await zone.send('Emulation.setTimezoneOverride', { timezoneId: 'Asia/Kolkata' });
  await page.evaluate(`dispatchEvent(new Event('online'))`);
  await expect(heard).toHaveText(clock('Asia/Kolkata').format(at));
});
