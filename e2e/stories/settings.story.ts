import { tokenIn } from '../../web/testing/outside/mailbox.ts';
import { expect, test } from '../lantern.ts';
import type { Person } from '../person.ts';
import { asProcesses } from '../stacks/processes.ts';

const NEW_PASSWORD = 'Quiet morning, 8 lamps';
/** What Chromium says of a room token that was refused, and of a socket that was closed on it. */
const REFUSED = /Failed to load resource|WebSocket connection/;

async function expectSignedOut({ page }: Person): Promise<void> {
  await expect(page.getByText('You are signed out. What you typed stays here.')).toBeVisible();
}

test('a new display name appears in the header and in a room', async ({ member, unique }) => {
  const { page } = await member('Anna');
  await page.getByRole('banner').getByRole('link', { name: 'Anna' }).click();
  await page.getByLabel('First name').fill('Annette');
  await page.getByLabel('Last name').fill('Rome-Berg');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toHaveText('Saved.');
  await expect(page.getByRole('banner').getByRole('link', { name: 'Annette Rome-Berg' })).toBeVisible();
  await page.goto('/');
  await page.getByText('New room', { exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill(unique('garden'));
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('Annette Rome-Berg').first()).toBeVisible();
});

test('a change of e-mail needs the current password, and the new e-mail signs in', async ({
  member,
  unique,
  stack,
}) => {
  const { page, password } = await member('Anna');
  const email = `${unique('annette').replace(' ', '.')}@example.org`;
  await page.goto('/settings');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Current password')).toHaveAccessibleDescription('Fill in this field');
  await expect(page.getByLabel('E-mail')).toHaveValue(email);
  await page.getByLabel('Current password').fill(password);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  // Where mail is sent it waits for the link that is mailed there.
  if ('mailbox' in stack) {
    const mail = await asProcesses(stack).mailbox.next('your new e-mail');
    await page.goto(`/email/confirm?token=${tokenIn(mail)}`);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page.getByRole('status')).toHaveText('Your e-mail is confirmed.');
  }
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto('/login');
  await page.getByLabel('E-mail or username').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
});

test('the language of the profile applies on every device', async ({ member, someone }) => {
  const anna = await member('Anna');
  await anna.page.goto('/settings');
  await anna.page.getByLabel('Language', { exact: true }).selectOption({ label: 'Русский' });
  await anna.page.getByRole('button', { name: 'Save' }).click();
  await expect(anna.page.getByRole('status')).toHaveText('Сохранено.');
  const phone = await someone('Anna');
  await phone.page.goto('/login');
  await phone.page.getByLabel('E-mail or username').fill(anna.email);
  await phone.page.getByLabel('Password').fill(anna.password);
  await phone.page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(phone.page.getByRole('heading', { name: 'Мои комнаты' })).toBeVisible();
});

test('a new password keeps this browser and its room signed in and signs the other browser out within seconds (row 12)', async ({
  member,
  someone,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(REFUSED);
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  const other = await sameElsewhere(anna, someone);
  await other.enter(room);
  const settings = await anna.page.context().newPage();
  await settings.goto('/settings/password');
  // As a password manager does: it pastes.
  await settings.getByLabel('Current password').focus();
  await settings.keyboard.insertText(anna.password);
  await settings.getByLabel('New password').fill(NEW_PASSWORD);
  await settings.getByRole('button', { name: 'Change the password' }).click();
  await expect(settings.getByRole('status')).toContainText('Your password was changed');
  await expectSignedOut(other);
  await anna.expectConnected();
  await anna.say('still here');
  await expect(anna.log).toContainText('still here');
  await other.signIn();
  await expect(other.page.getByRole('alert')).toHaveText('Wrong e-mail, username or password');
  await other.signIn(NEW_PASSWORD);
  await expect(other.page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
});

test('a revoked session leaves its room within seconds, and other sessions stay (row 12)', async ({
  member,
  someone,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(REFUSED);
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  const [lost, remaining] = [await sameElsewhere(anna, someone), await sameElsewhere(anna, someone)];
  await lost.enter(room);
  await remaining.enter(room);
  const settings = await anna.page.context().newPage();
  await settings.goto('/settings/sessions');
  const sessions = settings.getByRole('listitem').filter({ has: settings.getByRole('button') });
  await expect(sessions).toHaveCount(2);
  await expect(settings.getByRole('listitem').filter({ hasText: 'This device' })).toContainText(
    /(Chrome|Firefox), Linux/,
  );
  // The newest stands first, and the lost one is the older.
  await sessions.last().getByRole('button', { name: 'End' }).click();
  await expect(settings.getByRole('status')).toHaveText('The session was ended.');
  await expect(sessions).toHaveCount(1);
  await expectSignedOut(lost);
  // Nothing of the others ended: their sockets were not closed.
  await expect(remaining.log).not.toContainText('Disconnected');
  await remaining.say('still here');
  await expect(anna.log).toContainText('still here');

  await settings.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await expect(settings.getByRole('status')).toContainText('You are signed out everywhere else');
  await expectSignedOut(remaining);
  await anna.expectConnected();
  await expect(sessions).toHaveCount(0);
});

test('deleting an account closes its rooms within seconds and frees its e-mail (row 12)', async ({
  member,
  someone,
  unique,
  expectedConsole,
}) => {
  expectedConsole.push(REFUSED);
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  const boris = await member('Boris');
  await boris.enter(room);
  const other = await sameElsewhere(anna, someone);
  const borisRoom = await boris.page.context().newPage();
  await borisRoom.goto('/');
  await borisRoom.getByText('New room', { exact: true }).click();
  await borisRoom.getByLabel('Name', { exact: true }).fill(unique('shed'));
  await borisRoom.getByRole('button', { name: 'Create' }).click();
  await expect(borisRoom).toHaveURL(/\/chat\//);
  await other.enter(borisRoom.url());

  const settings = await anna.page.context().newPage();
  await settings.goto('/settings/delete');
  await settings.getByLabel('Current password').fill(anna.password);
  await settings.getByLabel('I understand what will be deleted').check();
  await settings.getByRole('button', { name: 'Delete permanently' }).click();
  await expect(settings.getByRole('heading', { name: 'Your account was deleted' })).toBeVisible();
  await expect(boris.page.getByText('This room has been deleted.')).toBeVisible();
  await expectSignedOut(other);
  await boris.page.goto('/');
  await expect(boris.page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
  await other.signIn();
  await expect(other.page.getByRole('alert')).toHaveText('Wrong e-mail, username or password');
  const again = await sameElsewhere(anna, someone, (person) => person.signUp());
  await expect(again.page.getByText('You have no rooms yet')).toBeVisible();
});

/** The same person at another browser. */
async function sameElsewhere(
  { email, name }: Person,
  someone: (name: string) => Promise<Person>,
  enter = async (person: Person) => {
    await person.signIn();
    await expect(person.page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
  },
): Promise<Person> {
  const person = await someone(name);
  expect(person.email).toBe(email);
  await enter(person);
  return person;
}
