import { expect } from '@playwright/test';
import type { Person } from '../../e2e/person.ts';
import type { Scene } from './scene.ts';

/** A talk of two in a room, as both see it. Boris finds the room by its name. */
export async function chatScreens(
  scene: Scene,
  { anna, boris }: { anna: Person; boris: Person },
  room: string,
): Promise<void> {
  const { album, labels, t } = scene;
  const { talk } = labels;
  await anna.enter(room);
  await boris.search(labels.search.found);
  await boris.page.getByRole('link', { name: labels.rooms[0] ?? '', exact: true }).click();
  await boris.expectConnected();
  await anna.log.getByText(boris.name).first().waitFor();
  await album.take(anna.page, 'joined');
  await says(boris, talk.greeting, [anna, boris]);
  await says(anna, talk.answer, [anna, boris]);
  await says(anna, talk.tea, [anna, boris]);
  await says(boris, talk.mention, [boris]);
  await says(boris, talk.weather, [anna, boris]);
  // Told once in three seconds at most: he has only just sent something.
  await expect(async () => {
    await boris.composer.pressSequentially('…');
    await anna.page.locator('[data-part="typing"]').getByText(boris.name).waitFor({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await album.take(anna.page, 'chat');
  await boris.composer.fill('');
  await album.take(boris.page, 'chat-other');
  await boris.composer.fill('/');
  await boris.page.getByRole('listbox', { name: t('chat:page.commands') }).waitFor();
  await album.take(boris.page, 'commands');
  await says(boris, talk.no_city, []);
  await boris.log.getByText(t('errors:city_not_found.detail')).last().waitFor();
  await album.take(boris.page, 'command-refused');
  await boris.page.goto('/');
  // A few seconds after the page is closed: a reload would not be told.
  const [, gone = ''] = t('chat:presence.left_single', { who: '|' }).split('|');
  await anna.log.getByText(gone.replace(/^\P{L}+/u, '')).waitFor();
  await album.take(anna.page, 'left');
}

/** @param readers who have it in their log before this returns */
async function says(person: Person, text: string, readers: Person[]): Promise<void> {
  await person.say(text);
  for (const { log } of readers)
    await log
      .getByText(text.replace(/^@\S+ /, ''))
      .first()
      .waitFor();
}
