import Vips from 'wasm-vips';
import { asStandalone } from '../stacks/standalone.ts';
import { expect, test } from './webkit.ts';

test('a stranger comes by an invitation and talks', async ({ inWebKit, unique }) => {
  const [anna, boris] = [await inWebKit('Anna'), await inWebKit('Boris')];
  await anna.signUp();
  await anna.createRoom(unique('Evening garden'));
  await anna.click('link', 'Invite');
  await anna.click('button', 'Create link');
  await anna.sees(/^http/, '#invite-link');
  const link = (await anna.textOf('#invite-link')).trim();
  await anna.click('button', 'Close');

  await boris.goto(link);
  await boris.sees('invites you to', 'h1');
  await boris.click('button', 'Sign up');
  await boris.submitSignUp();
  await boris.expectConnected();
  await boris.say('Good evening!');
  await anna.hears('Good evening!');
});

test('the language changes on a page and inside of a room', async ({ inWebKit, unique }) => {
  const anna = await inWebKit('Anna');
  await anna.goto('/login');
  await anna.click('button', 'Русский');
  await anna.find('heading', 'Вход');
  await anna.click('button', 'English');
  await anna.find('heading', 'Sign in');
  await anna.signUp();
  await anna.createRoom(unique('garden'));
  await anna.say('/who');
  await anna.hears('Only you can see this');
  await anna.click('button', 'Русский');
  await anna.hears('Видно только вам');
  await anna.sees('На связи', '[data-part="status"]');
});

test('the site is as dark as the system, and empty bars are not bright', async ({ inWebKit }) => {
  const anna = await inWebKit('Anna', { dark: true });
  await anna.signUp();
  await anna.goto('/settings/data');
  const bar = await anna.find('field', 'Space');
  const { Image } = await Vips();
  const grey = Image.newFromBuffer(await anna.driver.screenshot(bar)).colourspace('b-w');
  expect(grey.max()).toBeLessThan(128);
});

test('where a browser has no passkeys, the settings say so and ask for nothing', async ({
  inWebKit,
  stack,
}) => {
  // Passkeys are tied to a name, and the stories run at an address.
  const anna = await inWebKit('Anna', { baseURL: stack.baseURL.replace('127.0.0.1', 'localhost') });
  await anna.signUp();
  await anna.goto('/settings/passkeys');
  await anna.sees('This browser does not support passkeys');
  const page = await anna.textOf('body');
  expect(page).not.toContain('Add a passkey');
  expect(page).not.toContain('This browser is too old');
});

test('without a network a page says so, and comes back when there is one', async ({ inWebKit, stack }) => {
  const anna = await inWebKit('Anna');
  const { driver } = anna;
  const { service } = asStandalone(stack);
  await anna.signUp();
  const worker = 'return navigator.serviceWorker.controller?.state';
  await expect.poll(() => driver.run(worker)).toBe('activated');
  // The driver cannot take the network from a browser.
  await service.stop();
  try {
    await anna.goto('/settings');
    await anna.find('heading', 'No connection');
    await anna.find('heading', 'Нет соединения');
    // Its styles come from what the browser keeps.
    const border = `return getComputedStyle(document.querySelector('.card')).borderTopStyle`;
    expect(await driver.run(border)).toBe('solid');
  } finally {
    await service.start();
  }
  await anna.click('link', 'Try again');
  await anna.find('heading', 'Settings');
});
