import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Person } from '../../e2e/person.ts';
import { writeGatewayPages } from '../../nginx/pages.ts';
import type { Scene } from './scene.ts';

/** Pages that tell what is not there. */
export async function missingScreens({ album }: Scene, anna: Person): Promise<void> {
  const { page } = anna;
  await page.goto(`/chat/${randomUUID()}`);
  await album.take(page, 'room-not-found');
  await page.goto('/nowhere');
  await album.take(page, 'page-not-found');
  const folder = await mkdtemp(join(tmpdir(), 'lantern-pages-'));
  try {
    await writeGatewayPages(folder);
    await page.goto(pathToFileURL(join(folder, 'unavailable.html')).href);
    await album.take(page, 'gateway-unavailable');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An open room while Lantern stops; nothing runs after it. */
export async function chatDownScreens(
  { album, labels, stack, t }: Scene,
  anna: Person,
  room: string,
): Promise<void> {
  const { page } = anna;
  await anna.enter(room);
  await stack.service.stop();
  await page.getByRole('button', { name: t('chat:status.try_now') }).waitFor();
  await anna.say(labels.talk.waiting);
  await anna.log.getByText(labels.talk.waiting).waitFor();
  await album.take(page, 'chat-down');
}
