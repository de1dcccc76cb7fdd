import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from '../../lantern.ts';
import { choose, itemOf, openMenu } from '../../message-menu.ts';

test('a reply, a correction, a reaction and a withdrawal travel sealed, and the server cannot make one (row 99)', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const link = await anna.createSealedRoom(unique('vault'));
  const sent: string[] = [];
  await anna.page.routeWebSocket(/\/ws\?/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    socket.onMessage((data) => {
      sent.push(String(data));
      server.send(data);
    });
  });
  await anna.page.reload();
  await anna.expectConnected();
  await boris.page.routeWebSocket(/\/ws\?/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    server.onMessage((data) => {
      socket.send(data);
      const { type, id, from, at } = JSON.parse(String(data));
      if (type !== 'message') return;
      const forged = { id, from, at, ref: 'f' };
      for (const frame of [
        { ...forged, type: 'edit', text: 'Somebody else’s words' },
        { ...forged, type: 'withdraw' },
        { ...forged, type: 'reaction', emoji: '👎', on: true },
      ])
        socket.send(JSON.stringify(frame));
    });
  });
  await boris.enter(link);
  await anna.say('teh third stone');
  await choose(boris, 'teh third stone', 'Reply');
  await boris.say('Which one?');
  await choose(anna, 'teh third stone', 'Correct');
  await anna.composer.fill('the third stone');
  await anna.composer.press('Enter');
  for (const { log } of [anna, boris]) {
    await expect(log.locator('.message').first()).toContainText('the third stone');
    await expect(log.getByRole('button', { name: /In reply to/ })).toContainText('the third stone');
    await expect(log).not.toContainText('words');
    await expect(log).not.toContainText('👎');
  }
  await choose(anna, 'Which one?', 'React with 🎉');
  await expect(boris.log.getByRole('button', { name: '🎉 1: Anna', exact: true })).toBeVisible();
  await openMenu(anna, 'the third stone');
  await itemOf(anna, 'Withdraw').click();
  await itemOf(anna, 'Withdraw for everybody? Press again').click();
  await expect(boris.log.locator('.message').first()).toContainText('This message was withdrawn.');
  const said = sent
    .map((each) => JSON.parse(each))
    .filter(({ type }) => !['typing', 'ping', 'renew'].includes(type));
  expect(said).toHaveLength(4);
  for (const { type, text } of said)
    expect([type, text.slice(0, 17)]).toEqual(['message', 'lantern-sealed:1.']);
});
