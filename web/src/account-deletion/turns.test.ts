import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import { member } from '../../testing/people/visitor.ts';
import { testSite } from '../../testing/website.ts';

const KEYS = 8000;
const site = await testSite({ kvQuota: { keys: KEYS, bytes: 2 ** 20 } });
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

async function isLive(): Promise<void> {
  const [answer] = (await once(get(`${site.url}/health/live`, { agent }), 'response')) as [IncomingMessage];
  assert.equal(answer.statusCode, 200);
  answer.resume();
  await once(answer, 'end');
}

for (const [what, fill] of [
  [
    'keys',
    `insert into kv_entries select id, '"' || n || '"', '0' from users, generate_series(1, ${KEYS}) n`,
  ],
  [
    'rooms',
    `insert into rooms (id, name, search_key, namesake, owner_id)
      select gen_random_uuid(), 'Room ' || n, 'room' || n, 0, id from users, generate_series(1, ${KEYS}) n`,
  ],
] as const)
  test(`others are answered while an account with many ${what} is deleted (row 48)`, async () => {
    const anna = await member(site.visitor(), 'anna');
    await site.connection.query(fill);
    // Without a password the sign-in of a moment ago is enough: hashing is done in another thread, and others have turns meanwhile.
    await site.connection.query('update users set password_hash = null');
    const form = new URLSearchParams({ _csrf: await anna.token('/settings/delete'), understood: 'yes' });
    const body = form.toString();
    const order: string[] = [];
    const deletion = request(`${site.url}/settings/delete`, {
      method: 'POST',
      headers: {
        cookie: await anna.cookieHeader(),
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': body.length,
      },
    });
    const answered = once(deletion, 'response').then(([answer]: IncomingMessage[]) => {
      order.push('deleted');
      answer?.resume();
      return answer?.statusCode;
    });
    deletion.write(body.slice(0, -1));
    // The request is there but for its last byte, and the connection for the others is open.
    await isLive();
    deletion.end(body.slice(-1));
    for (let n = 0; n < 4; n += 1) {
      await isLive();
      order.push('other');
    }
    assert.equal(await answered, 303);
    assert.deepEqual(order, [...Array(4).fill('other'), 'deleted']);
    const { rows } = await site.connection.query(
      'select (select count(*) from kv_entries) + (select count(*) from rooms) as left',
    );
    assert.equal(Number(rows[0]?.left), 0);
  });
