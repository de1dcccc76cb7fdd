import { CONTROL, ENTER, TAB } from './web-driver.ts';
import { expect, test } from './webkit.ts';

test('formatting is shown, code is copied as it is, an @ is completed, an emoji is picked, and a line shows where one left off', async ({
  inWebKit,
  member,
  unique,
}) => {
  const [anna, boris] = [await inWebKit('Anna'), await member('Boris')];
  const { driver } = anna;
  await anna.signUp();
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.sees('People here: 2', '[data-part="people-button"]');
  await boris.say('**bold** and `a  code`\n```py\n  if lit:\n    burn()\n```');
  await anna.sees(/^bold$/, '[role="log"] strong');
  await anna.sees(/^a {2}code$/, '[role="log"] .message-text > code, [role="log"] :not(pre) > code');
  await anna.sees('  if lit:\n    burn()', '[role="log"] pre');
  await anna.sees(/^if$/, '[role="log"] .code-keyword');

  const field = await anna.find('field', 'Your message');
  await anna.click('button', 'Copy');
  await anna.find('button', 'Copied');
  await driver.type(field, `${CONTROL}v`);
  await expect.poll(() => driver.run('return arguments[0].value', field)).toBe('  if lit:\n    burn()');
  await driver.clear(field);
  await driver.type(field, 'Look, @BOr');
  await anna.sees('Boris', '[role="listbox"] [aria-selected="true"]');
  await driver.type(field, TAB);
  expect(await driver.run('return arguments[0].value', field)).toBe('Look, @Boris ');
  await anna.click('button', 'Emoji');
  await anna.find('field', 'Search emoji');
  await driver.type(await driver.focused(), `izakaya${ENTER}`);
  await expect.poll(() => driver.run('return arguments[0].value', field)).toBe('Look, @Boris 🏮');
  await driver.type(field, ENTER);
  await expect(boris.log.locator('.message-mention mark')).toHaveText('@Boris');

  // The driver cannot take the focus from a window.
  await driver.run(`document.hasFocus = () => false; dispatchEvent(new Event('blur'))`);
  await boris.say('news');
  await anna.sees('New', '[role="log"] [role="separator"]');
});
