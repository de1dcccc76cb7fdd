import { expect, test } from '../lantern.ts';
import { duringOutage } from '../servers/outage.ts';

test('while Redis is down, pages say that members may be missing; afterwards all members are shown again', async ({
  member,
  unique,
  stack,
  request,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  const together = ({ page }: typeof anna) => expect(page.getByText('People here: 2')).toBeVisible();
  await together(anna);
  await duringOutage(request, stack.redis, async () => {
    for (const { page } of [anna, boris])
      await expect(page.getByText('Connected, but some people may be missing.')).toBeVisible();
    await anna.say('Is anybody there?');
    await expect(anna.log).toContainText('Is anybody there?');
  });
  for (const person of [anna, boris]) {
    await person.expectConnected();
    await together(person);
  }
  await anna.say('There you are');
  await expect(boris.log).toContainText('There you are');
  await expect(boris.log).not.toContainText('Is anybody there?');
  // What Anna said meanwhile did not get to him, and he is told so.
  await expect(boris.log).toContainText(/Some messages from .* did not arrive and were not kept\./);
});
