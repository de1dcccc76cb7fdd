/** The obvious server, to compare with: one `send` of a string per member, no tokens, no limits. Speaks enough of lantern.v1. */
import type { AddressInfo } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

const rooms = new Map<string, Set<WebSocket>>();

function tell(room: Set<WebSocket>, frame: object): void {
  for (const member of room) if (member.readyState === WebSocket.OPEN) member.send(JSON.stringify(frame));
}

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 4096 });
server.on('connection', (socket, request) => {
  const path = request.url ?? '';
  const room = rooms.get(path) ?? new Set();
  rooms.set(path, room);
  room.add(socket);
  socket.send(JSON.stringify({ type: 'welcome', count: room.size }));
  tell(room, { type: 'joined', count: room.size, at: Date.now() });
  socket.on('message', (data: RawData) => {
    const { text, ref } = JSON.parse(data.toString());
    tell(room, { type: 'message', from: { id: path, name: path }, text, at: Date.now(), ref });
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    room.delete(socket);
    tell(room, { type: 'left', count: room.size, at: Date.now() });
  });
});
server.on('listening', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ msg: 'listening', port })}\n`);
});
