import type { Person } from '../../e2e/person.ts';
import type { Scene } from './scene.ts';

/** Creating, listing, searching and deleting rooms. @returns the address of the first of the rooms */
export async function roomsScreens(scene: Scene, anna: Person): Promise<string> {
  const { album, labels, t } = scene;
  const { page } = anna;
  await page.goto('/');
  await album.take(page, 'home-empty');
  const [first = '', ...others] = labels.rooms;
  const room = await anna.createRoom(first);
  await album.take(page, 'room-created');
  for (const name of others) await anna.createRoom(name);
  await page.goto('/');
  await album.take(page, 'home');
  await anna.submitRoom(first);
  await page.getByText(t('errors:fields.room_name_taken')).first().waitFor();
  await album.take(page, 'create-refused');
  await searchScreens(scene, anna);
  return room;
}

async function searchScreens({ album, labels, t }: Scene, anna: Person): Promise<void> {
  const { page } = anna;
  const [first = ''] = labels.rooms;
  await page.goto('/');
  await page.getByLabel(t('rooms:search.label')).fill(labels.search.found);
  await album.take(page, 'search');
  await anna.search(labels.search.short);
  await page
    .locator('[aria-invalid="true"]')
    .or(page.getByText(t('rooms:search.nothing')))
    .first()
    .waitFor();
  await album.take(page, 'search-too-short');
  await anna.search(labels.search.nothing);
  await page.getByText(t('rooms:search.nothing')).first().waitFor();
  await album.take(page, 'search-nothing');
  await anna.search(labels.search.found);
  await page.getByRole('link', { name: first, exact: true }).waitFor();
  await album.take(page, 'search-found');
}

/** Deleting a room in which somebody is: the question, what its member sees, the list after it. */
export async function deletionScreens(
  scene: Scene,
  { anna, boris }: { anna: Person; boris: Person },
): Promise<void> {
  const { album, labels, t } = scene;
  const [name = ''] = labels.rooms.slice(-1);
  await anna.page.goto('/');
  await anna.page.getByRole('link', { name: t('rooms:delete.named', { name }) }).click();
  await anna.page.waitForURL(/\/delete$/);
  await album.take(anna.page, 'delete');
  await boris.enter(anna.page.url().replace(/\/delete$/, ''));
  await anna.page.getByRole('button', { name: t('rooms:delete.action') }).click();
  await boris.page.getByText(t('chat:closed.room_deleted')).first().waitFor();
  await album.take(boris.page, 'room-deleted');
  await anna.page.getByText(t('rooms:delete.done')).first().waitFor();
  await album.take(anna.page, 'deleted');
}
