/**
 * The least that Node can do, to compare with: frames are read and written past any library, each is built once, and what
 * a room has pending leaves as one write per member. No tokens, no envelope, no limits, no answer to anything but texts.
 */
import { createHash } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** In milliseconds: a room that was just written to is left alone for so long, a quiet one is served at once. */
const PACE = 2;
const JOIN = Buffer.from('{"type":"join","name":"member"}');
const LEAVE = Buffer.from('{"type":"leave","name":"member"}');
const TEXT = 0x81;

class Room {
  readonly members = new Set<Socket>();
  #pending: Buffer[] = [];
  #flushedAt = 0;

  say(payload: Buffer): void {
    this.#pending.push(frameOf(payload));
    if (this.#pending.length > 1) return;
    const rest = this.#flushedAt + PACE - performance.now();
    if (rest <= 0) setImmediate(this.#flush);
    else setTimeout(this.#flush, rest);
  }

  #flush = (): void => {
    const [first] = this.#pending;
    const data = this.#pending.length === 1 && first ? first : Buffer.concat(this.#pending);
    this.#pending = [];
    for (const member of this.members) member.write(data);
    this.#flushedAt = performance.now();
  };
}

const rooms = new Map<string, Room>();

function frameOf(payload: Buffer): Buffer {
  const size = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
  const frame = Buffer.allocUnsafe(2 + size + payload.length);
  frame[0] = TEXT;
  frame[1] = size === 0 ? payload.length : size === 2 ? 126 : 127;
  if (size === 2) frame.writeUInt16BE(payload.length, 2);
  if (size === 8) frame.writeBigUInt64BE(BigInt(payload.length), 2);
  payload.copy(frame, 2 + size);
  return frame;
}

/** Says the whole texts in `data`; returns what is left over. */
function takeTexts(data: Buffer, room: Room): Buffer | undefined {
  let at = 0;
  while (data.length - at >= 6) {
    const short = (data[at + 1] as number) & 0x7f;
    const head = short === 126 ? 8 : short === 127 ? 14 : 6;
    if (data.length - at < head) break;
    const length = head === 6 ? short : head === 8 ? data.readUInt16BE(at + 2) : data.readUInt32BE(at + 6);
    if (data.length - at < head + length) break;
    const payload = data.subarray(at + head, at + head + length);
    for (let i = 0; i < length; i += 1)
      payload[i] = (payload[i] as number) ^ (data[at + head - 4 + (i & 3)] as number);
    if (data[at] === TEXT) room.say(payload);
    at += head + length;
  }
  return at < data.length ? data.subarray(at) : undefined;
}

/** Answers the handshake; returns the room that its path names. */
function admit(socket: Socket, head: string): Room {
  const [, path = ''] = head.split(' ', 2);
  const [, key] = /^sec-websocket-key: *(\S+)/im.exec(head) ?? [];
  const accept = createHash('sha1').update(`${key}${GUID}`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const room = rooms.get(path) ?? new Room();
  rooms.set(path, room);
  room.members.add(socket);
  room.say(JOIN);
  return room;
}

const server = createServer({ noDelay: true }, (socket) => {
  let rest: Buffer | undefined;
  let room: Room | undefined;
  socket.on('data', (chunk: Buffer) => {
    let data = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = undefined;
    if (!room) {
      const end = data.indexOf('\r\n\r\n');
      if (end < 0) {
        rest = data;
        return;
      }
      room = admit(socket, data.toString('latin1', 0, end));
      data = data.subarray(end + 4);
    }
    rest = takeTexts(data, room);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    room?.members.delete(socket);
    room?.say(LEAVE);
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ msg: 'listening', port })}\n`);
});
