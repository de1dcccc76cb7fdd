import { connect, type Socket } from 'node:net';

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
const END_OF_HEAD = '\r\n\r\n';

/**
 * A WebSocket client that does as little as possible, so that the generator is not what is measured: it splits what comes
 * into frames and hands out each payload where it lies.
 *
 * @param onFrame called with a payload that is only valid during the call
 * @returns the socket, once the server accepted the handshake
 */
export function openReader(
  port: number,
  path: string,
  token: string,
  onFrame: (payload: Buffer) => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let rest: Buffer | undefined;
    let open = false;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.on('error', reject);
    socket.on('close', () => {
      const error = new Error('the server closed a connection');
      if (open) throw error;
      reject(error);
    });
    socket.on('connect', () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n` +
          `Sec-WebSocket-Protocol: lantern.v1, jwt.${token}\r\n\r\n`,
      );
    });
    socket.on('data', (chunk) => {
      let data = rest ? Buffer.concat([rest, chunk]) : chunk;
      rest = undefined;
      if (!open) {
        const end = data.indexOf(END_OF_HEAD);
        if (end < 0) {
          rest = data;
          return;
        }
        const status = data.toString('latin1', 0, data.indexOf('\r\n'));
        if (!status.startsWith('HTTP/1.1 101')) return void reject(new Error(status));
        open = true;
        data = data.subarray(end + END_OF_HEAD.length);
        resolve(socket);
      }
      rest = takeFrames(data, onFrame);
    });
  });
}

/** Hands out the whole frames in `data`; returns what is left over. */
function takeFrames(data: Buffer, onFrame: (payload: Buffer) => void): Buffer | undefined {
  let start = 0;
  while (data.length - start >= 2) {
    let length = data[start + 1] as number;
    let head = 2;
    if (length === 126) {
      if (data.length - start < 4) break;
      length = data.readUInt16BE(start + 2);
      head = 4;
    } else if (length === 127) {
      if (data.length - start < 10) break;
      length = Number(data.readBigUInt64BE(start + 2));
      head = 10;
    }
    if (data.length - start < head + length) break;
    onFrame(data.subarray(start + head, start + head + length));
    start += head + length;
  }
  // A copy: a slice would keep the whole chunk alive.
  return start < data.length ? Buffer.from(data.subarray(start)) : undefined;
}

/** One masked text frame (RFC 6455, section 5.3), with a mask of zeros: it costs the server the same. */
export function clientFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = 0x81;
  head[1] = 0x80 | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
