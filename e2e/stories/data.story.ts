import { expect, test } from '../lantern.ts';

test('a member sees the data that a program stored, finds a key, reads its value and deletes it', async ({
  member,
  request,
}) => {
  const { page, email, password } = await member('Anna');
  await page.goto('/settings');
  await page.getByRole('link', { name: 'Data' }).click();
  await expect(page.getByText('Nothing is stored yet.')).toBeVisible();

  const signIn = await request.post('/auth/login', { data: { email, password } });
  const { token } = await signIn.json();
  const written = await request.post('/kv/write', {
    headers: { authorization: `Bearer ${token}` },
    data: { data: { 'lamp:1': { lit: true }, 'lamp:2': '<b>out</b>', other: null } },
  });
  expect(await written.json()).toEqual({ written: ['lamp:1', 'lamp:2', 'other'], ignored: [] });

  await page.reload();
  await expect(page.getByText('3 of 100,000')).toBeVisible();
  await page.getByLabel('Beginning of a key').fill('lamp');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('checkbox')).toHaveCount(2);
  await page.getByRole('link', { name: '"lamp:2"' }).click();
  await expect(page.getByRole('region', { name: 'Value' })).toHaveText('"<b>out</b>"');
  await page.getByRole('button', { name: 'Delete permanently' }).click();
  await expect(page.getByRole('status')).toHaveText('Deleted.');
  await page.getByRole('checkbox', { name: '"lamp:1"' }).check();
  await page.getByRole('button', { name: 'Delete selected' }).click();
  await expect(page.getByRole('link', { name: '"other"' })).toBeVisible();
  await expect(page.getByText('1 of 100,000')).toBeVisible();
});
