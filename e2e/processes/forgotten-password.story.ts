import { tokenIn } from '../../web/testing/outside/mailbox.ts';
import { expect, test } from '../lantern.ts';
import { asProcesses } from '../stacks/processes.ts';

test('a mailed link sets a new password, and no log contains the link (row 41)', async ({
  member,
  someone,
  stack,
}) => {
  const { mailbox } = asProcesses(stack);
  const anna = await member('Anna');
  const { page } = await someone('Anna elsewhere');
  await page.goto('/login');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByLabel('E-mail or username').fill(anna.email);
  await page.getByRole('button', { name: 'Send a link' }).click();
  await expect(page.getByRole('status')).toContainText('a link is on its way');

  const mail = await mailbox.next(': set a new password');
  expect(mail.text).toContain(`${stack.baseURL}/password-reset?token=`);
  const token = tokenIn(mail);
  await page.goto(`/password-reset?token=${token}`);
  const password = 'Another evening, 8 lamps';
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('status')).toHaveText('Your new password is set. Sign in with it.');
  await page.getByLabel('E-mail or username').fill(anna.email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'My rooms' })).toBeVisible();

  await anna.page.reload();
  await expect(anna.page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await page.goto(`/password-reset?token=${token}`);
  await expect(page.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();

  const logs = await stack.logs();
  expect(logs).toContain('/password-reset');
  expect(logs).not.toContain(token);
  expect(logs).not.toContain(password);
});
