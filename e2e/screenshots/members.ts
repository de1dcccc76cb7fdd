import type { Person } from '../person.ts';
import type { Studio } from './studio.ts';

type People = { anna: Person; boris: Person; clara: Person };

const SETTINGS = [
  '',
  '/display',
  '/password',
  '/two-factor',
  '/passkeys',
  '/social-accounts',
  '/social-accounts/github',
  '/sessions',
  '/data',
  '/membership',
  '/delete',
];

/** Home, search and settings, of somebody who has rooms and of somebody who has none. */
export async function membersPages(studio: Studio, { anna, boris, clara }: People): Promise<void> {
  const { page } = anna;
  const { words } = studio;
  await studio.visit(clara.page, { 'home-empty': '/' });
  await page.goto('/');
  await boris.enter(
    (await page.getByRole('link', { name: words.rooms[1] }).first().getAttribute('href')) ?? '',
  );
  await studio.visit(page, { home: '/', starred: '/starred' });
  await page.goto('/');
  await page.locator('.home-new > summary').click();
  await page.locator('#name').fill(words.rooms[1]);
  await studio.shoot(page, 'home-new-room', { keyboard: true });
  await page.locator('.home-new .button-primary').click();
  await page.locator('.home-new .notice').waitFor();
  await studio.shoot(page, 'home-new-room-taken');
  for (const [name, text] of [
    ['search', words.rooms[1].slice(0, 9)],
    ['search-too-short', 'five5'],
    ['search-nothing', 'zzzzzzzz'],
  ] as const) {
    await page.goto('/search');
    await page.locator('#q').fill(text);
    await page.locator('#q').press('Enter');
    await page.locator('h2, .field-error').waitFor();
    await studio.shoot(page, name, { keyboard: true });
  }
  for (const path of SETTINGS) {
    await page.goto(`/settings${path}`);
    await studio.shoot(page, `settings${path.replaceAll('/', '-')}`);
  }
  await twoFactorPages(studio, clara);
}

async function twoFactorPages(studio: Studio, clara: Person): Promise<void> {
  const { page } = clara;
  await studio.visit(page, { 'two-factor-off': '/settings/two-factor' });
  await page.locator('#current_password').fill(clara.password);
  await page.locator('#current_password').press('Enter');
  await page.locator('.setup-key').waitFor();
  await studio.shoot(page, 'two-factor-setup', { keyboard: true });
}

/** What an administrator sees. */
export async function administrationsPages(
  studio: Studio,
  { anna: { page }, boris }: Pick<People, 'anna' | 'boris'>,
): Promise<void> {
  for (const section of ['people', 'roles', 'rooms'])
    await studio.visit(page, { [`admin-${section}`]: `/admin/${section}` });
  await page.getByRole('main').locator('a[href$="/delete"]').first().click();
  await studio.shoot(page, 'admin-delete-room');
  await studio.visit(page, { 'admin-people-found': `/admin/people?q=${boris.email}` });
  await page.getByRole('main').getByRole('link', { name: boris.name }).click();
  await studio.shoot(page, 'admin-person');
  await page.locator('a[href$="/disable"]').click();
  await studio.shoot(page, 'admin-disable');
}
