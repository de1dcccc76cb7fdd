/** The obvious server, to compare with: one `send` of the text per member, no tokens, no envelope, no limits. */
import type { AddressInfo } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

const rooms = new Map<string, Set<WebSocket>>();

function tell(room: Set<WebSocket>, text: string): void {
  for (const member of room) if (member.readyState === WebSocket.OPEN) member.send(text);
}

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 4096 });
server.on('connection', (socket, request) => {
  const name = request.url ?? '';
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room);
  room.add(socket);
  tell(room, '{"type":"join","name":"member"}');
  socket.on('message', (data: RawData) => tell(room, data.toString()));
  socket.on('error', () => {});
  socket.on('close', () => {
    room.delete(socket);
    tell(room, '{"type":"leave","name":"member"}');
  });
});
server.on('listening', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ msg: 'listening', port })}\n`);
});
