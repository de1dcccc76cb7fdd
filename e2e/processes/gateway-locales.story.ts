import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { MADE_UP, treeWithMadeUpLocale } from '../../testing/made-up-locale.ts';
import { freePort } from '../../testing/servers/server.ts';
import { prepareGateway } from '../stacks/gateway.ts';

const NOBODY = '127.0.0.1:9';

test('what the gateway says by itself speaks every locale that is a folder, and to programs the one they like best', async ({
  request,
}) => {
  const tree = await treeWithMadeUpLocale();
  const gateways = await Promise.all([startGateway(tree, 'ru'), startGateway(tree, 'en')]);
  const [russian, english] = gateways.map(({ url }) => url) as [string, string];
  try {
    const asked = async (gateway: string, accepted: string) => {
      const headers = { accept: 'application/json', 'accept-language': accepted };
      await expect(async () =>
        expect((await request.get(`${gateway}/health/gateway`)).ok()).toBe(true),
      ).toPass();
      const answer = await request.get(gateway, { headers });
      expect(answer.status()).toBe(503);
      return (await answer.json()).title;
    };
    for (const accepted of [
      'ru',
      'ru-RU,ru;q=0.9,en;q=0.8',
      '*',
      '',
      'kk-KZ,fr;q=0.5',
      'fr,uk',
      'de, ru, en',
      `${'x,'.repeat(3000)}ru`,
    ])
      expect(await asked(russian, accepted), accepted).toBe('Сервис временно недоступен');
    for (const accepted of [
      'en',
      'en-GB',
      'en-US,en;q=0.9,ru;q=0.8',
      'de, en;q=0.5, ru',
      'EN',
      'de',
      'fr-CH, *;q=0.5',
      'uk,en;q=0.3',
      'x,'.repeat(3000),
    ])
      expect(await asked(russian, accepted), accepted).toBe('Temporarily unavailable');
    for (const accepted of ['uk', 'kk-KZ,fr;q=0.5', 'de', '*', ''])
      expect(await asked(english, accepted), accepted).toBe('Temporarily unavailable');
    expect(await asked(english, 'ru')).toBe('Сервис временно недоступен');
    for (const accepted of [MADE_UP, 'ar', 'ar-EG,ar;q=0.9,en', 'de,ar;q=0.5,ru', 'AR-eg'])
      expect(await asked(russian, accepted), accepted).toBe('⟦Temporarily unavailable⟧');
    const page = await request.get(russian, { headers: { accept: 'text/html' } });
    const html = await page.text();
    for (const section of [
      '<section lang="ru">',
      '<section lang="en">',
      `<section lang="${MADE_UP}" dir="rtl">`,
    ])
      expect(html).toContain(section);
    expect(html).toContain('<h1>⟦Lantern is temporarily unavailable⟧</h1>');
  } finally {
    await Promise.all(gateways.map(({ stop }) => stop()));
    await rm(tree, { recursive: true });
  }
});

/** Runs a gateway with the pages of a tree and nobody behind it. */
async function startGateway(tree: string, defaultLocale: string) {
  const listen = `127.0.0.1:${await freePort()}`;
  const { folder, command } = await prepareGateway({ listen, web: [NOBODY], chat: [NOBODY], defaultLocale });
  await promisify(execFile)(join(tree, 'node_modules/.bin/node'), [
    join(tree, 'nginx/pages.ts'),
    join(folder, 'pages'),
  ]);
  const [program = '', ...words] = command;
  const nginx = spawn(program, words, { stdio: 'inherit' });
  const stop = async () => {
    nginx.kill();
    await once(nginx, 'exit');
    await rm(folder, { recursive: true });
  };
  return { url: `http://${listen}`, stop };
}
