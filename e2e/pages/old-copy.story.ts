import { expect, test } from '../lantern.ts';

/** Notes in the tab when something that was typed is to be seen. */
const NOTE_WHAT_SHOWS = `
  const look = () => {
    const field = document.querySelector('textarea');
    if (field?.value && field.checkVisibility({ visibilityProperty: true })) sessionStorage.shown = field.value;
    requestAnimationFrame(look);
  };
  look();
`;

// These stories are without the back-forward cache: for Back the browser loads its copy of a page, and does not ask the site.
test('once a session has ended, Back shows a draft to nobody else, and to its author after signing in (row 13)', async ({
  member,
  someone,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(/Failed to load resource|WebSocket connection/);
  const [anna, boris, elsewhere] = [await member('Anna'), await member('Boris'), await someone('Anna')];
  const { page } = anna;
  await page.addInitScript(NOTE_WHAT_SHOWS);
  const room = await anna.createRoom(unique('garden'));
  await anna.composer.fill('For my eyes');
  await page.goto('/settings');
  Object.assign(elsewhere, { email: anna.email });
  await elsewhere.signIn();
  await elsewhere.page.goto('/settings/sessions');
  await elsewhere.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(elsewhere.page.getByRole('button', { name: 'Sign out everywhere else' })).toHaveCount(0);
  await page.evaluate('delete sessionStorage.shown');

  await page.goBack({ waitUntil: 'commit' });
  await expect(page).toHaveURL(`/login?next=${encodeURIComponent(new URL(room).pathname)}`);

  // Somebody else at the same tab.
  await page.getByLabel('E-mail or username').fill(boris.email);
  await page.getByLabel('Password').fill(boris.password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(room);
  await anna.expectConnected();
  await expect(anna.composer).toHaveValue('');
  await page.goto('/settings');
  await page.goBack({ waitUntil: 'commit' });
  await anna.expectConnected();
  await expect(anna.composer).toBeVisible();
  expect(await page.evaluate('sessionStorage.shown')).toBeUndefined();
  await page.goto('/settings');
  await anna.signOut();

  await anna.signIn();
  await anna.enter(room);
  await expect(anna.composer).toHaveValue('For my eyes');
});
