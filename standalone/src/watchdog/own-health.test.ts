import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { openEmbedded } from '@lantern/db/embedded';
import { listen } from '@lantern/service/lifecycle';
import { settlesWithin } from '@lantern/service/liveness';
import { ownHealth } from './own-health.ts';

const database = await openEmbedded();
const server = createServer((_request, response) => response.end());
const port = await listen(server, { port: 0, host: '127.0.0.1' });
after(async () => {
  server.closeAllConnections();
  server.close();
  await database.close();
});

test('a database that answers a long backup, and so nobody else, is healthy; one that answers nobody is not', async () => {
  const healthy = ownHealth({ scheme: 'http', host: '127.0.0.1', port, server, database });
  await database.inTransaction('read', async ({ query }) => {
    for (let batch = 0; batch < 3; batch++) {
      await query('select 1');
      await healthy();
    }
    const asked = healthy();
    assert.equal(await settlesWithin(asked, 500), false);
  });
});
