import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../testing/servers/server.ts';
import { expect, test } from '../lantern.ts';
import { prepareGateway } from '../stacks/gateway.ts';
import { Service } from '../stacks/service.ts';

const root = join(import.meta.dirname, '../..');
const watch = join(root, 'service/watch.sh');
const answersProgram = join(root, 'nginx/answers.sh');
/** That HAProxy may open: it takes some 140 connections then. */
const FILES = 300;
const REQUESTS = 200;

test('a gateway that has as many connections as it may have is not taken for one that stands still', async () => {
  test.setTimeout(90_000);
  // Answers health checks, and never a form.
  const answers = createServer((request, response) => request.method === 'GET' && response.end());
  const web = answers.listen(0, '127.0.0.1');
  await once(web, 'listening');
  const address = web.address();
  const port = await freePort();
  const gateway = await prepareGateway({
    listen: `127.0.0.1:${port}`,
    web: [`127.0.0.1:${typeof address === 'object' ? address?.port : ''}`],
    chat: ['127.0.0.1:1'],
    tls: 'off',
  });
  const haproxy = join(gateway.folder, 'haproxy');
  await writeFile(haproxy, `#!/bin/bash\nulimit -n ${FILES}\nPATH=\${PATH#*:} exec haproxy "$@"\n`, {
    mode: 0o755,
  });
  const program = gateway.command.at(-1) ?? '';
  const path = `PATH=${gateway.folder}:${process.env.PATH}`;
  const service = new Service({
    command: [...gateway.command.slice(0, -1), path, watch, answersProgram, program],
    env: {},
    logFile: join(gateway.folder, 'watch.log'),
    readyUrl: `http://127.0.0.1:${port}/health/gateway`,
  });
  await service.start();
  // The watcher asks once a second until the first answer, and only then counts.
  await new Promise((done) => setTimeout(done, 3000));
  const head = 'POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n';
  const sockets = Array.from({ length: REQUESTS }, () =>
    connect(port, '127.0.0.1', function (this: ReturnType<typeof connect>) {
      this.write(head);
    }).on('error', () => {}),
  );
  try {
    // Time is what this is about: three checks without an answer take at most 30 s.
    await new Promise((done) => setTimeout(done, 35_000));
    expect(await service.log()).not.toContain('is ended, to be started anew');
  } finally {
    for (const socket of sockets) socket.destroy();
    await service.stop();
    web.closeAllConnections();
    web.close();
  }
});
