import type { WebSocketRoute } from '@playwright/test';
import { expect, test } from '../../lantern.ts';
import { choose, itemOf, messageOf, openMenu } from '../../message-menu.ts';
import type { Person } from '../../person.ts';
import { enterAsProgram } from '../../program-in-room.ts';

test('an own message is corrected and withdrawn, and everybody sees it', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say('teh keys');
  await expect(messageOf(boris, 'teh keys')).toBeVisible();
  await choose(boris, 'teh keys', 'Reply');
  await boris.say('which keys?');
  await anna.composer.fill('a draft');
  await choose(anna, 'teh keys', 'Correct');
  await expect(anna.page.getByText('Correct your message')).toBeVisible();
  await expect(anna.composer).toHaveValue('teh keys');
  await anna.composer.fill('/who has the keys');
  await anna.composer.press('Enter');
  await expect(anna.composer).toHaveValue('a draft');
  for (const { log } of [anna, boris]) {
    await expect(log.locator('.message').first()).toContainText(
      /\/who has the keys\s*\(corrected \d\d:\d\d\)/,
    );
    await expect(log.getByRole('button', { name: /In reply to/ })).toContainText('/who has the keys');
  }
  await openMenu(boris, '(corrected');
  await expect(itemOf(boris, 'Copy text')).toBeVisible();
  for (const name of ['Correct', 'Withdraw']) await expect(itemOf(boris, name)).toBeHidden();
  await boris.page.keyboard.press('Escape');

  // ↑ corrects the last message of an empty field, and Escape leaves it as it is.
  await anna.composer.fill('');
  await anna.composer.press('ArrowUp');
  await expect(anna.composer).toHaveValue('/who has the keys');
  await anna.composer.press('Escape');
  await expect(anna.composer).toHaveValue('');
  await anna.composer.press('Alt+ArrowUp');
  await expect(anna.composer).toHaveValue('teh keys');
  await anna.composer.fill('');

  await openMenu(anna, '(corrected');
  await itemOf(anna, 'Withdraw').click();
  await itemOf(anna, 'Withdraw for everybody? Press again').click();
  for (const { log } of [anna, boris]) {
    await expect(log.locator('.message').first()).toContainText('This message was withdrawn.');
    await expect(log.getByText('has the keys')).toHaveCount(0);
  }
  await expect(boris.log.getByRole('button', { name: /In reply to/ })).toContainText(
    'This message was withdrawn.',
  );
});

test('reactions count, name and toggle, and those of ignored people do not show (row 89)', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say('We open at six');
  await choose(boris, 'We open at six', 'React with 🎉');
  const party = (person: Person, who: string) =>
    person.log.getByRole('button', { name: `🎉 ${who}`, exact: true });
  await expect(party(anna, '1: Boris')).toBeVisible();
  await expect(party(boris, '1: you')).toHaveAttribute('aria-pressed', 'true');
  await party(anna, '1: Boris').click();
  await expect(party(boris, '2: you, Anna')).toBeVisible();
  await party(anna, '2: Boris, you').click();
  await expect(party(anna, '1: Boris')).toHaveAttribute('aria-pressed', 'false');

  await choose(boris, 'We open at six', 'React with 👍');
  await choose(anna, 'We open at six', 'More emoji');
  await anna.page.getByLabel('Search emoji').fill('thumbsup');
  await anna.page.getByLabel('Search emoji').press('Enter');
  const thumb = boris.log.getByRole('button', { name: '👍 2: you, Anna', exact: true });
  await expect(thumb, 'from the menu and from the picker it is the same').toBeVisible();
  await expect(boris.log.locator('.reaction')).toHaveCount(2);

  await choose(boris, 'We open at six', 'Reply');
  await boris.say('Nice');
  await anna.log.getByRole('button', { name: 'Boris', exact: true }).first().click();
  await anna.page.getByRole('button', { name: 'Ignore in this browser' }).click();
  await expect(anna.log.getByText('Nice')).toBeHidden();
  await expect(anna.log.locator('.reaction')).toHaveText(['👍 1']);
});

test('a forged correction, withdrawal or quote changes nothing that others said (row 87)', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  await boris.enter(room);
  const mallory = await enterAsProgram('Mallory', room, unique);
  await anna.say('The keys are under the mat');
  await expect.poll(() => mallory.heard.some(({ type }) => type === 'message')).toBe(true);
  const said = mallory.heard.find((frame) => frame.type === 'message');
  const { id = '', from } = said ?? {};
  const forged = { from, author: from, member: from } as object;
  mallory.send({ type: 'edit', id, text: 'I give them away', ref: '1', ...forged });
  mallory.send({ type: 'withdraw', id, ref: '2', ...forged });
  mallory.send({ type: 'edit', id: 'no such message', text: 'x', ref: '3' });
  const reply = { id, author: from?.id ?? '', name: 'Anna', text: 'I am a thief' };
  mallory.send({ type: 'message', text: 'You said so', ref: '4', reply });
  mallory.send({
    type: 'message',
    text: 'And so did he',
    ref: '5',
    reply: { ...reply, id: 'gone', name: 'Boris' },
  });
  for (const person of [anna, boris]) {
    const { log } = person;
    await expect(messageOf(person, 'And so did he')).toContainText(
      'as quoted: the message is not on this page',
    );
    await expect(messageOf(person, 'You said so')).toContainText('The keys are under the mat');
    await expect(log.locator('.message').first()).toContainText('The keys are under the mat');
    await expect(log.getByText('I give them away')).toHaveCount(0);
    await expect(log.getByText('corrected')).toHaveCount(0);
    await expect(log.getByText('withdrawn')).toHaveCount(0);
    await expect(messageOf(person, 'You said so')).not.toContainText('thief');
  }
  mallory.close();
});

test('markup in a reply, its quote and a correction is text (row 89)', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  const markup = '<img src=x onerror=alert(1)> <b>bold</b> {{7*7}}';
  await anna.say(markup);
  await choose(boris, markup, 'Reply');
  await expect(boris.page.getByText(`Reply to Anna ${markup}`)).toBeVisible();
  await boris.say(markup);
  await expect(anna.log.getByText(markup)).toHaveCount(3);
  await boris.expectConfirmed();
  await boris.composer.press('ArrowUp');
  await boris.composer.fill(`${markup} again`);
  await boris.composer.press('Enter');
  await expect(anna.log.getByText(`${markup} again`)).toBeVisible();
  await expect(anna.log.locator('img, b')).toHaveCount(0);
});

test('a correction without an answer says so and can be tried again', async ({ someone, member, unique }) => {
  const [anna, boris] = [await someone('Anna'), await member('Boris')];
  let lost = true;
  await anna.page.routeWebSocket(/\/ws\?/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => (lost && frame.includes('"edit"') ? undefined : server.send(frame)));
  });
  await anna.signUp();
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say('teh keys');
  await expect(messageOf(boris, 'teh keys')).toBeVisible();
  await anna.expectConfirmed();
  await anna.composer.press('ArrowUp');
  await anna.composer.fill('the keys');
  await anna.composer.press('Enter');
  const failed = anna.log.getByText('Not corrected: there was no answer.');
  await expect(failed).toBeVisible();
  await expect(messageOf(anna, 'teh keys')).toBeVisible();
  lost = false;
  await anna.log.getByRole('button', { name: 'Retry' }).click();
  for (const person of [anna, boris]) await expect(messageOf(person, 'the keys')).toContainText('(corrected');
  await expect(failed).toBeHidden();
});
