import { once } from 'node:events';
import { type ClientFrame, PROTOCOL, type ServerFrame } from '@lantern/chat/protocol';
import { WebSocket } from 'ws';
import { Program } from '../web/testing/people/program.ts';

/** A program with an account of its own in a room, which sends what no page would. */
export async function enterAsProgram(name: string, room: string, unique: (text: string) => string) {
  const { origin, pathname } = new URL(room);
  const program = new Program(origin);
  const credentials = {
    email: `${unique(name).replace(' ', '.')}@example.org`,
    password: 'Quiet evening, 7 lamps',
  };
  const { body: account } = await program.post('/auth/register', { ...credentials, first_name: name });
  await program.signInAs(credentials);
  const { body } = await program.post(`/rooms/${pathname.split('/').at(-1)}/token`);
  const socket = new WebSocket(body.url, [PROTOCOL, `jwt.${body.token}`], { rejectUnauthorized: false });
  const heard: ServerFrame[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(String(data))));
  await once(socket, 'open');
  return {
    id: String(account.id),
    heard,
    send: (frame: ClientFrame) => socket.send(JSON.stringify(frame)),
    close: () => socket.close(),
  };
}
