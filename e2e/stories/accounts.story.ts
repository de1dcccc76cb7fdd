import { expect, test } from '../lantern.ts';

test('the main page invites a visitor to sign up or sign in', async ({ someone }) => {
  const { page } = await someone('Anna');
  await page.goto('/');
  const invitation = page.getByRole('main');
  await expect(invitation.getByRole('link', { name: 'Sign up' })).toBeVisible();
  await invitation.getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.getByRole('link', { name: 'Sign up' }).click();
  await expect(page.getByRole('heading', { name: 'Sign up' })).toBeVisible();
});

test('a visitor signs up with e-mail and password and is signed in', async ({ someone }) => {
  const { page, email, password } = await someone('Anna');
  await page.goto('/signup');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.getByText('You have no rooms yet. Create your first one.')).toBeVisible();
  await expect(page.getByRole('banner')).toContainText(/Guest \d{4}/);
});

test('an account signs in with e-mail and password', async ({ member }) => {
  const anna = await member('Anna');
  await anna.signOut();
  await anna.signIn();
  await expect(anna.page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
});

test('a wrong password is refused, and the form keeps the e-mail', async ({ member }) => {
  const anna = await member('Anna');
  await anna.signOut();
  await anna.signIn('Quiet evening, 8 lamps');
  await expect(anna.page.getByRole('alert')).toHaveText('Wrong e-mail, username or password');
  await expect(anna.page.getByLabel('E-mail or username')).toHaveValue(anna.email);
  await expect(anna.page.getByLabel('Password')).toHaveValue('');
});

test('an unknown e-mail and a wrong password get the same error', async ({ someone }) => {
  const boris = await someone('Boris');
  await boris.signIn();
  await expect(boris.page.getByRole('alert')).toHaveText('Wrong e-mail, username or password');
});

test('a weak password is refused at its field, and the form keeps the e-mail', async ({ someone }) => {
  const { page, email } = await someone('Anna');
  await page.goto('/signup');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/^Use at least 8 characters/);
  await expect(page.getByLabel('E-mail')).toHaveValue(email);
});

test('the password rules are ticked off while typing, and the password can be shown', async ({ someone }) => {
  const { page, email, password } = await someone('Anna');
  await page.goto('/signup');
  const input = page.getByRole('textbox', { name: 'Password' });
  const metRules = page.locator('li[data-is-met]');
  const impersonal = page.getByText('not to contain your username or e-mail');
  await expect(metRules).toHaveCount(0);
  await page.getByLabel('E-mail').fill(email);
  await input.fill('short');
  await expect(metRules).toHaveText([/not to be common/, /not to contain/]);
  await input.fill(`${email} A1`);
  await expect(impersonal).not.toHaveAttribute('data-is-met');
  await input.fill(password);
  await expect(metRules).toHaveCount(6);
  await expect(impersonal).toContainText('done');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(input).toHaveAttribute('type', 'text');
  await expect(input).toBeFocused();
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
});

test('an e-mail that already has an account is refused', async ({ member, someone }) => {
  const anna = await member('Anna');
  const { page } = await someone('Boris');
  await page.goto('/signup');
  await page.getByLabel('E-mail').fill(anna.email.toUpperCase());
  await page.getByLabel('Password').fill(anna.password);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await expect(page.getByLabel('E-mail')).toHaveAccessibleDescription('This e-mail is taken');
});

test('the session lasts across pages, and signing out ends it', async ({ member, baseURL }) => {
  const anna = await member('Anna');
  const { page } = anna;
  const cookies = await page.context().cookies();
  // What their names end in is this instance's own.
  const names = cookies.map(({ name }) => name.replace(/^__Host-|-[0-9a-f]{8}$/g, '')).toSorted();
  expect(names).toEqual(['device', 'form', 'session']);
  const secure = baseURL?.startsWith('https:');
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', secure });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'My rooms' })).toBeVisible();
  await anna.signOut();
  await page.context().addCookies(cookies);
  await page.goto('/');
  await expect(page.getByRole('main').getByRole('link', { name: 'Sign up' })).toBeVisible();
});

test('a visitor who opens a link to a room signs in and arrives there', async ({ member, unique }) => {
  const anna = await member('Anna');
  const room = await anna.createRoom(unique('garden'));
  const boris = await member('Boris');
  await boris.signOut();
  const { page } = boris;
  await page.goto(room);
  await page.getByLabel('E-mail or username').fill(boris.email);
  await page.getByLabel('Password').fill(boris.password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(room);
  await boris.expectConnected();
});
