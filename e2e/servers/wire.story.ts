import { expect, test } from '../lantern.ts';
import { connectTo } from '../stacks/trust.ts';

const refused = {
  'two lengths': ['Host: lantern', 'Content-Length: 4', 'Content-Length: 5'],
  'a length and chunks': ['Host: lantern', 'Content-Length: 4', 'Transfer-Encoding: chunked'],
  'an unknown transfer encoding': ['Host: lantern', 'Transfer-Encoding: xchunked'],
  'chunks that are no chunks': ['Host: lantern', 'Transfer-Encoding: chunked, identity'],
  'two hosts': ['Host: lantern', 'Host: elsewhere'],
  'no host': [],
};

for (const [what, headers] of Object.entries(refused)) {
  // Where gateway and service disagree on where a request ends, one person's request becomes a part of another's.
  test(`a request with ${what} is refused, and no part of it becomes the next request (row 40)`, async ({
    stack,
    request,
  }) => {
    const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: lantern\r\n\r\n';
    const answer = await send(
      stack.baseURL,
      `POST / HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n0\r\n\r\n${smuggled}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 (400|501) /);
    expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    expect((await request.get('/')).status()).toBe(200);
    expect(await stack.logs()).not.toContain('/smuggled');
  });
}

test('TRACE, which would return request headers, is refused (row 16)', async ({ stack }) => {
  const answer = await send(stack.baseURL, 'TRACE / HTTP/1.1\r\nHost: lantern\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 405 /);
});

function send(baseURL: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connectTo(baseURL);
    socket.write(text);
    socket.setEncoding('utf8');
    socket.on('data', (part) => {
      answer += part;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
