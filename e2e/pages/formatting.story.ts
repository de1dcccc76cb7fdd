import { expect, test } from '../lantern.ts';

test('formatting is shown to everybody, and what is not closed stays as typed', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say('**bold** *italic* ~~gone~~ `code` snake_case_name 2*3*4 **open');
  for (const { log } of [anna, boris]) {
    const text = log.locator('.message-text', { hasText: 'bold' });
    await expect(text.locator('strong')).toHaveText('bold');
    await expect(text.locator('em')).toHaveText('italic');
    await expect(text.locator('s')).toHaveText('gone');
    await expect(text.locator('code')).toHaveText('code');
    await expect(text).toHaveText('bold italic gone code snake_case_name 2*3*4 **open');
  }
});

test('code keeps its spaces and is copied as it is', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await boris.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await anna.say(`before\n\`\`\`js\nif (lit) {\n\n    burn('${'a'.repeat(300)}');\n}\n\`\`\`\nafter`);
  const block = boris.log.locator('.code-block');
  await expect(block.locator('code')).toHaveJSProperty(
    'textContent',
    `if (lit) {\n\n    burn('${'a'.repeat(300)}');\n}`,
  );
  await expect(block).toContainText('js');
  await expect(block.locator('.code-keyword')).toHaveText('if');
  const widths = () => boris.page.evaluate('[document.body.scrollWidth, innerWidth]') as Promise<number[]>;
  const [content = 0, window = 0] = await widths();
  expect(content, 'wide code scrolls by itself').toBeLessThanOrEqual(window);
  await block.getByRole('button', { name: 'Copy' }).click();
  await expect(block.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await boris.page.evaluate('navigator.clipboard.readText()')).toBe(
    `if (lit) {\n\n    burn('${'a'.repeat(300)}');\n}`,
  );
});

test('quotes and lists are shown as such, each in its own direction', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say('> שלום *עולם*\nbut three\n\n4) four\n5) five\n- one\n- **two**');
  const text = boris.log.locator('.message-text', { hasText: 'three' });
  await expect(text.locator('blockquote')).toHaveCSS('direction', 'rtl');
  await expect(text.locator('blockquote em')).toHaveText('עולם');
  await expect(text.locator('p', { hasText: 'but' })).toHaveCSS('direction', 'ltr');
  await expect(text.locator('ol li')).toHaveText(['four', 'five']);
  await expect(text.locator('ol li').first()).toHaveJSProperty('value', 4);
  await expect(text.locator('ul li')).toHaveText(['one', 'two']);
});

test('hostile markup is text: tags, schemes, look-alike links and directions (rows 105, 108, 109)', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  await boris.enter(await anna.createRoom(unique('garden')));
  const texts = [
    '**<img src=x onerror=alert(1)>** <b>no</b> `<script>alert(1)</script>`',
    '[**bank.example**](javascript:alert(1)) *data:text/html,x*',
    '*[https://bank.example](https://evil.example)*',
    '**\u202eevil** and *\u2066b*',
  ];
  for (const text of texts) await anna.say(text);
  await anna.say('the *end*');
  await expect(boris.log.locator('em', { hasText: 'end' })).toBeVisible();
  expect(await boris.log.locator('.message-text :is(img, script, b, iframe, svg)').count()).toBe(0);
  const links = boris.log.locator('.message-text a');
  await expect(links).toHaveText(['https://bank.example', 'https://evil.example']);
  for (const link of await links.all()) {
    expect(await link.getAttribute('href')).toBe(`${await link.textContent()}/`);
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  }
});

test('the parser is loaded with the first text that needs it, and nobody loses their place by it', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked: string[] = [];
  await boris.page.route(/\/assets\/formatted-view-/, async (route) => {
    asked.push(route.request().url());
    await held;
    await route.continue();
  });
  await boris.enter(await anna.createRoom(unique('garden')));
  await anna.say('plain words');
  await expect(boris.log.getByText('plain words')).toBeVisible();
  expect(asked).toEqual([]);
  const quoted = Array.from({ length: 12 }, (_, at) => `> quoted ${at}\nand answered`);
  for (const text of quoted) await anna.say(text);
  await expect(boris.log.getByText('> quoted 11')).toBeVisible();
  expect(asked).toHaveLength(1);
  const read = boris.log.getByText('> quoted 4');
  await read.scrollIntoViewIfNeeded();
  await boris.page.mouse.move(300, 300);
  await boris.page.mouse.wheel(0, -120);
  const button = boris.page.getByRole('button', { name: 'Jump to the latest' });
  await expect(button).toBeVisible();
  const top = () =>
    boris.page.evaluate(`
      const viewport = document.querySelector('[data-part=viewport]').getBoundingClientRect();
      const seen = [...document.querySelectorAll('.message')]
        .find((message) => message.getBoundingClientRect().bottom > viewport.top);
      [seen.textContent.replace(/[>\\s]/g, ''), Math.round(seen.getBoundingClientRect().top)].join(' ');
    `);
  const before = await top();
  release();
  await expect(boris.log.locator('blockquote')).toHaveCount(12);
  expect(await top()).toBe(before);
});
