import type { Person } from '../person.ts';
import { say } from './room.ts';
import type { Studio } from './studio.ts';

type People = { anna: Person; boris: Person };

/** Fills in a field of a page of moderation, presses a button of its form, and waits until it is done. */
async function send({ page }: Person, fields: Record<string, string>, button: string): Promise<void> {
  for (const [field, value] of Object.entries(fields)) await page.locator(field).fill(value);
  await page.getByRole('main').locator(button).first().click();
  await page.getByRole('main').getByRole('status').waitFor();
}

/** Takes the pages with which Anna, the room's owner, removes, mutes and bans Boris, and those that he sees then. */
export async function moderationPages(studio: Studio, { anna, boris }: People): Promise<void> {
  const { page } = anna;
  const room = page.url();
  const moderation = `${room}/moderation`;
  const card = `${room}/people/${await boris.page.locator('body').getAttribute('data-person')}`;
  const act = { '#reason': studio.words.reason };
  await page.goto(card);
  await send(anna, act, '[formaction$="/mute"]');
  await studio.shoot(page, 'card-muted');
  await boris.page.locator('[data-part="write-notice"]').waitFor();
  await studio.shoot(boris.page, 'room-muted', { keyboard: true });
  await send(anna, act, '.button-danger');
  await studio.shoot(page, 'card-banned');
  await boris.page.locator('[data-part="closed-notice"]').waitFor();
  await studio.shoot(boris.page, 'room-removed');
  await studio.visit(boris.page, { 'room-banned': room });
  await page.goto(moderation);
  await send(anna, { '#wait': '30' }, '[action$="/slow-mode"] button');
  for (const name of ['', '/bans', '/mutes', '/log'])
    await studio.visit(page, { [`moderation${name.replace('/', '-')}`]: `${moderation}${name}` });
  for (const [list, lift] of [
    ['bans', '[action$="/lift-ban"] button'],
    ['mutes', '[action$="/lift-mute"] button'],
  ] as const) {
    await page.goto(`${moderation}/${list}`);
    await send(anna, {}, lift);
    await studio.shoot(page, `moderation-${list}-none`);
  }
  await boris.enter(room);
  await say(boris, studio.words.greeting);
  await boris.page.locator('[data-part="write-notice-countdown"]').waitFor();
  await studio.shoot(boris.page, 'room-slow-mode', { keyboard: true });
  await deleteRoom(studio, anna, room);
  await boris.page.locator('[data-part="closed-notice"]').waitFor();
  await studio.shoot(boris.page, 'room-deleted');
}

async function deleteRoom(studio: Studio, { page }: Person, room: string): Promise<void> {
  await studio.visit(page, { 'room-delete': `${room}/delete` });
  await page.getByRole('main').locator('.button-danger').click();
  await page.getByRole('main').getByRole('status').waitFor();
}

/** A sealed room with its key and without, an invite to it, and the same room when it is for members. */
export async function entrancePages(studio: Studio, { anna, boris }: People): Promise<void> {
  const { words } = studio;
  const sealed = await anna.createSealedRoom(words.sealed);
  const [room = ''] = sealed.split('#');
  await boris.enter(room);
  await say(anna, words.greeting);
  await boris.log.locator('.log-notice').first().waitFor();
  await studio.shoot(anna.page, 'sealed', { keyboard: true });
  await studio.shoot(boris.page, 'sealed-no-key', { keyboard: true });
  await boris.page.locator('#sealed-key-field').fill('A'.repeat(43));
  await boris.page.locator('#sealed-key-field').press('Enter');
  await boris.page.locator('[data-why="wrong_key"]').waitFor();
  await studio.shoot(boris.page, 'sealed-wrong-key', { keyboard: true });
  await anna.page.goto(`${room}/settings`);
  await send(anna, { '#description': words.description }, '.form .button-primary');
  await anna.page.goto(`${room}/invites`);
  await anna.page.getByRole('main').locator('.button-primary').click();
  const invite = await anna.page.locator('#invite-link').innerText();
  await studio.visit(boris.page, { invitation: invite });
  const { page } = await studio.person({ name: 'Vera', login: 'vera' });
  await studio.visit(page, { 'invitation-stranger': invite, 'invitation-invalid': '/invite/nothing' });
  await anna.page.goto(`${room}/settings`);
  await anna.page.locator('[name="entry"][value="members"]').check();
  await send(anna, {}, '.form .button-primary');
  await studio.visit(boris.page, { 'room-members-only': room });
  await deleteRoom(studio, anna, room);
}
