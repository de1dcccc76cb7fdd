import { expect, test } from '../lantern.ts';

test('/weather shows the weather to all members of the room, and an unknown city only to the author', async ({
  member,
  unique,
}) => {
  const [anna, boris] = [await member('Anna'), await member('Boris')];
  const room = await boris.createRoom(unique('garden'));
  await anna.page.getByRole('button', { name: 'Русский' }).click();
  await anna.page.goto(room);
  const composer = anna.page.getByRole('textbox', { name: 'Ваше сообщение' });
  await expect(anna.page.getByText('На связи', { exact: true })).toBeVisible();
  await composer.fill('/weather Москва');
  await composer.press('Enter');
  for (const { log } of [anna, boris]) {
    await expect(log).toContainText('/weather Москва');
    await expect(log).toContainText(/Москва, Россия: −3\s°C, небольшой снег/);
  }

  await composer.fill('/weather Китеж');
  await composer.press('Enter');
  await expect(anna.log).toContainText('Город не найден');
  await expect(anna.log).toContainText('Видно только вам');
  await boris.say('/weather Paris,US');
  await expect(anna.log).toContainText(/Paris, United States: 31\s°C, clear sky/);
  await expect(boris.log).toContainText('Feels like');
  await expect(boris.log).not.toContainText('Китеж');
  await expect(boris.log).not.toContainText('Город не найден');
});
