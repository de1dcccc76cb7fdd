import { expect, test } from '../lantern.ts';

test('a member creates a room and finds it under My rooms', async ({ member, unique }) => {
  const anna = await member('Anna');
  const name = unique('garden');
  const room = await anna.createRoom(name);
  await anna.page.goto('/');
  await anna.listOf('My rooms').getByRole('link', { name, exact: true }).click();
  await expect(anna.page).toHaveURL(room);
  await expect(anna.page.getByRole('heading', { name })).toBeVisible();
});

test('the list of a member shows only the member’s own rooms', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const name = unique('garden');
  await anna.createRoom(name);
  await boris.page.goto('/');
  await expect(boris.page.getByText('You have no rooms yet. Create your first one.')).toBeVisible();
});

test('two rooms cannot have the same name, whatever its case', async ({ member, unique }) => {
  const anna = await member('Anna');
  const name = unique('garden');
  await anna.createRoom(name);
  await anna.page.goto('/');
  await anna.page.getByText('New room', { exact: true }).click();
  await anna.page.getByLabel('Name', { exact: true }).fill(name.toUpperCase());
  await anna.page.getByRole('button', { name: 'Create' }).click();
  await expect(anna.page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(
    'A room with this name already exists',
  );
  await expect(anna.page.getByLabel('Name', { exact: true })).toHaveValue(name.toUpperCase());
});

test('markup in a room’s name is text', async ({ member, unique }) => {
  const anna = await member('Anna');
  const name = unique('<b>"garden"</b> {{7*7}}');
  const room = await anna.createRoom(name);
  await expect(anna.page.getByRole('heading', { name })).toBeVisible();
  await anna.page.goto('/');
  await expect(anna.listOf('My rooms').getByRole('link', { name, exact: true })).toHaveAttribute(
    'href',
    new URL(room).pathname,
  );
});

test('the owner deletes a room after a question', async ({ member, unique }) => {
  const anna = await member('Anna');
  const name = unique('garden');
  const room = await anna.createRoom(name);
  const { page } = anna;
  await page.goto('/');
  await page.getByRole('link', { name: `Delete the room “${name}”` }).click();
  await expect(page.getByRole('main')).toContainText(name);
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: `Delete the room “${name}”` }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('You have no rooms yet. Create your first one.')).toBeVisible();
  expect((await page.goto(room))?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'Room not found' })).toBeVisible();
});

test('a member cannot delete the room of another member', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await anna.createRoom(unique('garden'));
  expect((await boris.page.goto(`${room}/delete`))?.status()).toBe(404);
  await boris.page.goto('/');
  const token = await boris.page.locator('input[name=_csrf]').first().inputValue();
  const answer = await boris.page.request.post(`${room}/delete`, { form: { _csrf: token } });
  expect(answer.status()).toBe(404);
  await boris.enter(room);
});

test('an unknown room address shows a 404 page with links', async ({ member }) => {
  const { page } = await member('Anna');
  for (const id of ['0198c0de-0000-7000-8000-000000000000', 'garden', '%3Cb%3E']) {
    expect((await page.goto(`/chat/${id}`))?.status()).toBe(404);
    await expect(page.getByRole('link', { name: 'To the home page' })).toBeVisible();
  }
});

test('a starred room is listed for whoever put the star on it, and recent rooms until they sign out', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const name = unique('garden');
  const room = await anna.createRoom(name);
  await boris.enter(room);
  await boris.page.getByRole('button', { name: 'Star' }).click();
  await expect(boris.page.getByRole('button', { name: 'Star', pressed: true })).toBeVisible();
  await boris.page.goto('/');
  for (const list of ['Starred', 'Recent'])
    await expect(boris.listOf(list).getByRole('link', { name, exact: true })).toBeVisible();
  await boris.signOut();
  await boris.signIn();
  await expect(boris.listOf('Starred').getByRole('link', { name, exact: true })).toBeVisible();
  await expect(boris.listOf('Recent')).toBeHidden();
});

test('a taken name leads to the room that has it', async ({ member, unique }) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const name = unique('garden');
  const room = await anna.createRoom(name);
  const { page } = boris;
  await page.getByText('New room', { exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('link', { name: 'Go to the room with this name' }).click();
  await expect(page).toHaveURL(room);
});
