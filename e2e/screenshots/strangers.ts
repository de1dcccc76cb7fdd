import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeGatewayPages } from '../../nginx/pages.ts';
import { type Mailbox, tokenIn } from '../../web/testing/outside/mailbox.ts';
import type { Person } from '../person.ts';
import type { Studio } from './studio.ts';

/** What a stranger sees, and whoever signs in with a second factor. */
export async function strangersPages(
  studio: Studio,
  mailbox: Mailbox,
  { anna, boris }: { anna: Person; boris: Person },
): Promise<void> {
  const { t } = studio;
  const { page } = await studio.person({ name: 'Vera', login: 'vera' });
  await studio.visit(page, {
    welcome: '/',
    'reset-link-invalid': '/password-reset',
    'not-found': '/nowhere',
  });
  for (const [name, path] of [
    ['docs', '/docs'],
    ['docs-errors', '/docs/errors'],
  ] as const) {
    await page.goto(path);
    await studio.shoot(page, name, { whole: false });
  }
  await page.goto('/login');
  await studio.shoot(page, 'sign-in', { keyboard: true });
  await page.locator('#email').fill('vera@example.org');
  await page.locator('#password').fill('not the password');
  await page.locator('#password').press('Enter');
  await page.getByRole('alert').waitFor();
  await studio.shoot(page, 'sign-in-refused');
  await page.goto('/signup');
  await page.locator('#email').focus();
  await studio.shoot(page, 'sign-up', { keyboard: true });
  await page.locator('#email').fill('vera@example.org');
  await page.locator('#password').fill('short');
  await studio.shoot(page, 'sign-up-typing', { keyboard: true });
  await page.locator('#password').press('Enter');
  await page.locator('.field-error').first().waitFor();
  await page.locator('.form-more > summary').click();
  await studio.shoot(page, 'sign-up-refused', { keyboard: true });
  await page.goto('/forgot-password');
  await studio.shoot(page, 'forgotten-password', { keyboard: true });
  await page.getByRole('main').locator('input:not([type="hidden"])').fill(boris.email);
  await page.getByRole('main').getByRole('button').click();
  await page.getByRole('status').waitFor();
  await studio.shoot(page, 'forgotten-password-sent');
  const letter = await mailbox.next(t('password-reset:link_mail.subject'));
  await page.goto(`/password-reset?token=${tokenIn(letter)}`);
  await studio.shoot(page, 'set-password', { keyboard: true });
  await page.goto('/login');
  await page.locator('#email').fill(anna.email);
  await page.locator('#password').fill(anna.password);
  await page.locator('#password').press('Enter');
  await page.getByRole('heading', { name: t('two-factor:sign_in.title') }).waitFor();
  await studio.shoot(page, 'sign-in-code', { keyboard: true });
  const worker = await (await page.request.get('/service-worker.js')).text();
  await studio.visit(page, { offline: worker.match(/\/assets\/offline-\w+\.html/)?.[0] ?? '/nowhere' });
  const gateway = await mkdtemp(join(tmpdir(), 'lantern-pages-'));
  await writeGatewayPages(gateway);
  await page.goto(`file://${join(gateway, 'unavailable.html')}`);
  await studio.shoot(page, 'gateway-unavailable');
  await rm(gateway, { recursive: true });
}
