import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../testing/people/holders.ts';
import { newRoom, signedIn } from '../../testing/people/room.ts';
import { testSite } from '../../testing/website.ts';

const site = await testSite();
const anna = await signedIn(site, 'anna');
const sql = (text: string, ...values: unknown[]) => site.connection.query(text, values);

/** What a stranger, such as whoever makes a preview of a link, is shown in the end; what differs by the id itself is left out. */
async function seenByStranger(id: string): Promise<string> {
  const stranger = site.visitor();
  const { status, location } = await stranger.get(`/chat/${id}`);
  assert.equal(status, 303);
  const { text } = await stranger.get(location ?? '');
  return text.replaceAll(id, '').replace(/(nonce|value)="[^"]*"/g, '');
}

test('a preview of a link to a room tells its name and description', async () => {
  const id = await newRoom(anna);
  await sql(`update rooms set name = 'Evening <garden>', description = 'Tea & talk' where id = $1`, id);
  const page = await seenByStranger(id);
  assert.match(page, /<meta property="og:title" content="Evening &lt;garden&gt;">/);
  assert.match(page, /<meta property="og:description" content="Tea &amp; talk">/);
});

test('to a stranger an unlisted, restricted or closed room looks like none at all (row 71)', async () => {
  const none = await seenByStranger(NOBODY);
  assert.doesNotMatch(none, /og:/);
  for (const [column, value] of [
    ['visibility', 'unlisted'],
    ['entry', 'members'],
    ['restriction', 'rooms.enter_restricted'],
  ] as const) {
    const id = await newRoom(anna);
    await sql(`update rooms set ${column} = $2 where id = $1`, id, value);
    assert.equal(await seenByStranger(id), none, value);
  }
});
