import { expect, test } from '../lantern.ts';
import { checkPart } from './accessibility/check.ts';

/** Texts of 4,000 characters of these: deep nesting, and strings, comments and tags that never end. */
const HOSTILE = {
  ...{ js: '[', ts: 'a<{a(', python: 'new ', json: '{"a":', html: '<script>a', css: 'a{', rust: '{"a":' },
  ...{ 'c++': 'a<.', java: '</a>', go: 'a=', php: '"{$', yaml: '- ', xml: '<a ', c: '/*', tsx: '<a b="' },
};

const code = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

test('code is coloured once the grammar of its language has come, and nothing moves', async ({
  member,
  expectedConsole,
  unique,
}) => {
  expectedConsole.push(/status of 404|python-\w+\.js/);
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked: string[] = [];
  await boris.page.route(/\/assets\/(?:javascript|python|rust)-/, async (route) => {
    const name = /\/(\w+)-[^/]+$/.exec(route.request().url())?.[1] ?? '';
    asked.push(name);
    await held;
    await (name === 'python' ? route.fulfill({ status: 404 }) : route.continue());
  });
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say(code('JavaScript', "// of **lanterns**\nconst lit = new Lamp(12, 'oil');"));
  await anna.say(code('py', 'def burn(): return 12'));
  await anna.say(code('klingon', 'const qo = 12'));
  await anna.say(code('', 'const dark = 12'));
  const block = (text: string) => boris.log.locator('.code-block', { hasText: text });
  await expect(block('dark')).toBeVisible();
  await expect.poll(() => asked).toEqual(['javascript', 'python']);
  await expect(boris.log.locator('.code-block span[class^=code-]:not(.code-language)')).toHaveCount(0);
  const boxes = async () =>
    Promise.all((await boris.log.locator('.code-block').all()).map((each) => each.boundingBox()));
  const before = await boxes();
  release();
  const lit = block('lit').locator('code');
  await expect(lit.locator('.code-keyword')).toHaveText(['const', 'new']);
  await expect(lit.locator('.code-comment')).toHaveText('// of **lanterns**');
  await expect(lit.locator('.code-string')).toHaveText("'oil'");
  await expect(lit.locator('.code-number')).toHaveText('12');
  await expect(lit.locator('.code-type')).toHaveText('Lamp');
  await expect(lit).toHaveJSProperty('textContent', "// of **lanterns**\nconst lit = new Lamp(12, 'oil');");
  for (const plain of ['burn', 'qo', 'dark']) await expect(block(plain).locator('code span')).toHaveCount(0);
  expect(await boxes()).toEqual(before);
  expect(asked).toEqual(['javascript', 'python']);
  await expect(anna.log.locator('.code-keyword', { hasText: 'def' })).toBeVisible();
});

test('corrected code is coloured too, and each colour can be read in both themes', async ({
  member,
  unique,
}) => {
  const anna = await member('Anna');
  await anna.createRoom(unique('garden'));
  await anna.say(code('css', 'a { top: 0 }'));
  await expect(anna.log.locator('.code-number')).toHaveText('0');
  await anna.expectConfirmed();
  await anna.composer.press('ArrowUp');
  await anna.say(code('ts', "class A { b = 'c'; d() { return 1; } } // e"));
  const block = anna.log.locator('.code-block');
  for (const kind of ['keyword', 'string', 'number', 'comment', 'type', 'name'])
    await expect(block.locator(`.code-${kind}`).first()).toBeVisible();
  await checkPart(anna, '.code-block');
});

test('no code holds the page that shows it (row 107)', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  for (const [language, unit] of Object.entries(HOSTILE))
    await anna.say(code(language, unit.repeat(4_000).slice(0, 3_980)));
  await anna.say('the *end*');
  await expect(boris.log.locator('em', { hasText: 'end' })).toBeVisible();
  await expect(boris.log.locator('.code-block')).toHaveCount(Object.keys(HOSTILE).length);
  await boris.say(code('js', 'const lit = 1'));
  await expect(boris.log.locator('.code-keyword').last()).toHaveText('const');
});
