import { connect } from 'node:net';
import { parseArgs } from 'node:util';

/** More than libuv reads in one go (uv__io_poll): it then reads 48 times before it looks at timers. */
const CONNECTIONS = 3000;

/**
 * Asks for the most expensive public page on thousands of connections, and again after each answer, whatever it is.
 *
 * @returns how many answers came
 */
export async function flood(url: string, seconds: number): Promise<number> {
  const { port, host } = new URL(url);
  const ask = `GET /docs HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  let answers = 0;
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(ask));
    socket.on('data', (bytes) => {
      if (!bytes.includes('HTTP/1.1 ')) return;
      answers += 1;
      socket.write(ask);
    });
    return socket.on('error', () => {});
  });
  // Time is what this is about.
  await new Promise((done) => setTimeout(done, seconds * 1000));
  for (const socket of sockets) socket.destroy();
  return answers;
}

// A process of its own keeps thousands of connections out of who measures meanwhile.
if (import.meta.main) {
  const [url = '', seconds = ''] = parseArgs({ allowPositionals: true }).positionals;
  process.stdout.write(`${await flood(url, Number(seconds))}\n`);
}
