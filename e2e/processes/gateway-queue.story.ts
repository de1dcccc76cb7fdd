import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../testing/servers/server.ts';
import { expect, test } from '../lantern.ts';
import { prepareGateway } from '../stacks/gateway.ts';
import { Service } from '../stacks/service.ts';

/** Of each web at once: maxconn in nginx/templates/haproxy.cfg.template. */
const MOST = 500;
const MORE = 60;

test('a web gets 500 requests at once; more wait at the gateway for seconds, and are then told to come back (row 42)', async () => {
  const held: ServerResponse[] = [];
  const web = createServer((request, response) => {
    if (request.url === '/held') held.push(response);
    else response.end('well');
  }).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const port = await freePort();
  const gateway = await prepareGateway({
    listen: `127.0.0.1:${port}`,
    web: [`127.0.0.1:${(web.address() as AddressInfo).port}`],
    chat: ['127.0.0.1:9'],
    tls: 'off',
  });
  const service = new Service({
    command: gateway.command,
    env: {},
    logFile: join(gateway.folder, 'gateway.log'),
    readyUrl: `http://127.0.0.1:${port}/health/ready`,
  });
  await service.start();
  const ask = (count: number) =>
    Array.from({ length: count }, async () => {
      const [answer]: IncomingMessage[] = await once(
        get({ port, path: '/held', agent: false, headers: { accept: 'application/json' } }),
        'response',
      );
      answer?.resume();
      return answer;
    });
  try {
    const first = ask(MOST);
    await expect.poll(() => held.length).toBe(MOST);
    // Checks are no requests of visitors: the gateway still takes web to be well.
    const refused = await Promise.all(ask(MORE));
    expect(new Set(refused.map((answer) => answer?.statusCode))).toEqual(new Set([503]));
    expect(refused.map((answer) => Number(answer?.headers['retry-after']) > 0)).not.toContain(false);
    expect(held.length).toBe(MOST);

    const waiting = ask(MORE);
    for (const response of held.splice(0)) response.end();
    await expect.poll(() => held.length).toBe(MORE);
    for (const response of held.splice(0)) response.end();
    const answers = await Promise.all([...first, ...waiting]);
    expect(new Set(answers.map((answer) => answer?.statusCode))).toEqual(new Set([200]));
  } finally {
    await service.stop();
    web.closeAllConnections();
    web.close();
  }
});
