import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsOf } from '../../testing/people/forger.ts';
import { people } from '../../testing/people/people.ts';
import { member, type Visitor } from '../../testing/people/visitor.ts';
import { contentOf } from '../../testing/routes/routes.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const { anna, boris, clara } = people;

const leave = (visitor: Visitor, current_password: string, fields: Record<string, string> = {}) =>
  visitor.submit('/settings/delete', '/settings/delete', { current_password, understood: 'yes', ...fields });

async function makeSuperuser(...emails: string[]): Promise<void> {
  for (const email of emails)
    await site.connection.query(
      'update user_service set is_superuser = true from users where users.id = user_id and email = $1',
      [email],
    );
}

test('deleting an account needs the current password and a tick (row 3)', async () => {
  const here = await member(site.visitor(), 'anna');
  assert.match((await here.get('/settings/delete')).text, /your rooms: everyone in them is disconnected/);
  for (const [password, fields, reason] of [
    ['', {}, /id="current_password-error">Fill in/],
    ['Wrong 1 password', {}, /id="current_password-error">This is not the current/],
    [anna.password, { understood: '' }, /id="understood-error"/],
  ] as const) {
    const page = await leave(here, password, fields);
    assert.equal(page.status, 400);
    assert.match(page.text, reason);
  }
  const program = site.program();
  await program.signIn('anna');
  const wrong = await program.call('DELETE', '/users/me', { current_password: 'Wrong 1 password' });
  assert.deepEqual([wrong.status, wrong.body.fields], [400, { current_password: 'password_wrong' }]);
  assert.equal((await program.call('DELETE', '/users/me')).status, 400);
  assert.equal((await program.get('/users/me')).status, 200);
});

test('deleting an account deletes its rooms, sessions, tokens and data, and frees its e-mail (row 12)', async () => {
  const [here, other, program] = [site.visitor(), site.visitor(), site.program()];
  await Promise.all([here.signIn('anna'), other.signIn('anna'), program.signIn('anna')]);
  const id = String(claimsOf(program.token).sub);
  const rooms: string[] = [];
  for (const name of ['Anna’s first', 'Anna’s second']) rooms.push(await here.createRoom(name));
  const borisHere = await member(site.visitor(), 'boris');
  const [room = ''] = rooms;
  assert.equal((await borisHere.get(`/chat/${room}`)).status, 200);

  const left = await leave(here, anna.password);
  assert.equal(left.location, '/?account-deleted');
  assert.equal(left.headers.get('clear-site-data'), '"cache"');
  assert.equal(here.cookies.has('session'), false);
  assert.match((await here.get(left.location ?? '')).text, /<h1>Your account was deleted<\/h1>/);
  for (const visitor of [here, other]) assert.match((await visitor.get('/')).text, /href="\/signup"/);
  assert.equal((await program.get('/users/me')).body.code, 'token_revoked');
  assert.equal((await program.refresh()).status, 401);
  assert.equal((await site.visitor().signIn('anna')).status, 401);
  assert.equal((await borisHere.get(`/chat/${room}`)).status, 404);
  for (const room_id of rooms)
    assert.ok(site.notices.some((told) => told.type === 'room-deleted' && told.room_id === room_id));
  assert.ok(
    site.notices.some((told) => JSON.stringify(told).includes(id)),
    'sockets of hers are closed',
  );
  const content = await contentOf(site);
  assert.ok(!JSON.stringify(content).includes(anna.email));
  // The list of ended tokens knows ids of people, and forgets them with the tokens.
  const { revoked_tokens: _, ...lasting } = content;
  assert.ok(!JSON.stringify(lasting).includes(id));
  assert.ok(site.log.some((line) => line.includes('"act":"person.left"') && line.includes(id)));

  assert.equal((await site.visitor().signUp('anna')).status, 303);
  assert.equal((await borisHere.submit('/', '/chat', { name: 'Anna’s first' })).status, 303);
});

test('the API deletes an account in the same way', async () => {
  const program = site.program();
  await program.register('clara');
  await program.signIn('clara');
  await program.post('/rooms', { name: 'Clara’s room' });
  const { password } = clara;
  const left = await program.call('DELETE', '/users/me', { current_password: password });
  assert.equal(left.status, 204);
  assert.equal((await program.get('/users/me')).body.code, 'token_revoked');
  assert.equal((await site.program().register('clara')).status, 201);
});

test('the last superuser cannot be deleted; of two simultaneous deletions one succeeds (row 28)', async () => {
  await makeSuperuser(boris.email);
  const borisHere = site.visitor();
  await borisHere.signIn('boris');
  const refused = await leave(borisHere, boris.password);
  assert.equal(refused.status, 409);
  assert.match(refused.text, /role="alert">Nobody else could run this server/);

  await makeSuperuser(clara.email);
  const [one, other] = [site.program(), site.program()];
  await Promise.all([one.signIn('boris'), other.signIn('clara')]);
  const replies = await Promise.all([
    one.call('DELETE', '/users/me', { current_password: boris.password }),
    other.call('DELETE', '/users/me', { current_password: clara.password }),
  ]);
  assert.deepEqual(replies.map(({ status }) => status).sort(), [204, 409]);
  assert.equal(replies.find(({ status }) => status === 409)?.body.code, 'last_superuser');
});

test('rooms by the thousand close, each of them', async () => {
  const visitor = site.visitor();
  await visitor.submit('/signup', '/signup', { email: 'builder@example.org', password: anna.password });
  await site.connection.query(
    `insert into rooms (id, name, search_key, owner_id)
     select gen_random_uuid(), 'Hall ' || n, 'hall ' || n, users.id
     from generate_series(1, 3000) n, users where email = 'builder@example.org'`,
  );
  const closed = new Set<string>();
  const all = new Promise<void>((resolve) => {
    site.parts.cluster.onNotice((notice) => {
      if (notice.type === 'room-deleted') closed.add(notice.room_id);
      if (closed.size === 3000) resolve();
    });
  });
  assert.equal((await leave(visitor, anna.password)).status, 303);
  await all;
});
