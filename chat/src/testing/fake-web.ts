import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Asked = {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
};

/** Stands for web where chat has it do commands. */
export async function openFakeWeb(answer: (response: ServerResponse, asked: Asked) => void) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    const body = Buffer.concat(await request.toArray()).toString();
    // Every sign-in goes on.
    if (url === '/auth/room-token') return respondJson(200, { as_of: Date.now() })(response);
    asked.push({ method, url, headers, body });
    answer(response, { method, url, headers, body });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    asked,
    commandsUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/commands`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers in JSON. */
export const respondJson = (status: number, body: object) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
