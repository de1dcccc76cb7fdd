import { expect, test } from '../../lantern.ts';

/** As low as a phone with its keyboard open. */
const low = { width: 375, height: 380 };

test('a long draft that another one replaces leaves the reader at the end of the talk', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  for (const word of ['one', 'two', 'three', 'four']) await anna.say(`${word}\n`.repeat(10).trim());
  await anna.page.setViewportSize(low);
  const below = () =>
    anna.page
      .locator('[data-part="viewport"]')
      .evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
  // With the counter below the field, and without.
  for (const draft of [
    'a line\n'.repeat(14),
    'word '.repeat(820),
    'word '.repeat(600),
    'a line\n'.repeat(14),
  ]) {
    await anna.composer.fill(draft);
    await expect.poll(below).toBeLessThan(2);
    await expect(anna.page.locator('[data-part="newer"]')).toBeHidden();
  }
});
