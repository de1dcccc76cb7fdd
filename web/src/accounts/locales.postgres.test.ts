import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseOfLocale } from '../../testing/database.ts';
import { people } from '../../testing/people/people.ts';
import { testSite } from '../../testing/website.ts';

const LOCALES = {
  Turkish: "locale 'C.UTF-8' locale_provider icu icu_locale 'tr-TR'",
  Lithuanian: "locale 'C.UTF-8' locale_provider icu icu_locale 'lt-LT'",
  none: "locale 'C'",
};
const { password } = people.anna;

const sites = await Promise.all(
  Object.entries(LOCALES).map(async ([language, locale]) => {
    const databaseUrl = await databaseOfLocale(process.env.TEST_DATABASE_URL ?? '', locale);
    return { language, site: await testSite({ databaseUrl }) };
  }),
);

for (const { language, site } of sites) {
  test(`in a database of the language ${language} an e-mail and a login are found in any case (row 60)`, async () => {
    const program = site.program();
    const made = await program.post('/auth/register', {
      email: 'INFO@Ilk.example',
      password,
      login: 'IRINA7',
    });
    assert.equal(made.status, 201);
    for (const name of ['info@ilk.example', 'INFO@ILK.EXAMPLE', 'irina7', 'Irina7'])
      assert.equal((await program.post('/auth/login', { email: name, password })).status, 200, name);
    for (const [input, code] of [
      [{ email: 'info@ilk.example', password }, 'email_taken'],
      [{ email: 'other@ilk.example', password, login: 'irina7' }, 'login_taken'],
    ] as const)
      assert.equal((await program.post('/auth/register', input)).body.code, code);
  });

  test(`in a database of the language ${language} rooms, roles and people are compared alike (row 60)`, async () => {
    await site.superuser('anna');
    const boss = site.program();
    await boss.signIn('anna');
    await boss.post('/rooms', { name: 'IŞIK İzmir Ёлка' });
    assert.equal((await boss.post('/rooms', { name: 'isik ızmir ЕЛКА' })).status, 409);
    const found = async (path: string) => (await boss.get(path)).body.items;
    for (const text of ['ışık izmir', 'ISIK IZMIR', 'izmir елка', 'IZMIR ЁЛКА'])
      assert.equal((await found(`/rooms?q=${encodeURIComponent(text)}`)).length, 1, text);

    assert.equal((await boss.post('/roles', { name: 'INFO Стража', permissions: [] })).status, 201);
    assert.equal((await boss.post('/roles', { name: 'info СТРАЖА', permissions: [] })).status, 409);

    const person = { email: 'i@ilk.example', password, first_name: 'ИРИНА', last_name: 'Alёна-Iris' };
    const { body } = await boss.post('/auth/register', person);
    for (const text of ['ирин', 'ИРИН', 'ALЕНА', 'iris', 'IRIS', 'ıris'])
      assert.deepEqual(
        (await found(`/users?q=${encodeURIComponent(text)}`)).map(({ id }: { id: string }) => id),
        [body.id],
        text,
      );
  });
}
