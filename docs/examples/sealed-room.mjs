// Joins a sealed room: seals and sends each line of the standard input, and prints what it can open. Node 22 or newer.
// LANTERN_TOKEN=<access token of a person> node sealed-room.mjs 'https://chat.example.org/chat/<room id>#k=<key>'
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';

const PREFIX = 'lantern-sealed:1.';
const link = new URL(process.argv[2]);
const roomId = link.pathname.split('/').at(-1);
const linkKey = Buffer.from(link.hash.replace(/^#k=/, ''), 'base64url');
const uuid = (id) => Buffer.from(id.replaceAll('-', ''), 'hex');
const derive = (salt, info) => Buffer.from(hkdfSync('sha256', linkKey, salt, info, 32));
const key = derive(uuid(roomId), 'lantern sealed v1');
const additionalData = (userId) => Buffer.concat([uuid(roomId), uuid(userId)]);

function seal(userId, content) {
  const text = Buffer.from(JSON.stringify(content));
  const padded = Buffer.alloc([64, 256, 1024, 4096, 16384].find((size) => size >= 2 + text.length));
  padded.writeUInt16BE(text.length);
  text.copy(padded, 2);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(additionalData(userId));
  const sealed = [nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()];
  return PREFIX + Buffer.concat(sealed).toString('base64url');
}

function open(userId, envelope) {
  if (!envelope.startsWith(PREFIX)) throw new Error('not sealed');
  const bytes = Buffer.from(envelope.slice(PREFIX.length), 'base64url');
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
  cipher.setAAD(additionalData(userId)).setAuthTag(bytes.subarray(-16));
  const padded = Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]);
  return JSON.parse(padded.subarray(2, 2 + padded.readUInt16BE()).toString());
}
const headers = { authorization: `Bearer ${process.env.LANTERN_TOKEN}` };
const call = async (method, path) => (await fetch(new URL(path, link), { method, headers })).json();
const { sealed } = await call('GET', `/rooms/${roomId}`);
const check = derive(Buffer.alloc(0), 'lantern sealed check v1').toString('base64url');
if (sealed?.check !== check) throw new Error('no entry, not a sealed room, or not its key');
const { url, token } = await call('POST', `/rooms/${roomId}/token`);
const socket = new WebSocket(url, ['lantern.v1', `jwt.${token}`]);
const print = (from, words) => process.stdout.write(`${from.name}: ${words}\n`);
const seen = new Set(); // Of what was said: who sent it again, or a server that did, is not heard twice.
socket.onmessage = ({ data }) => {
  const { type, you, from, text } = JSON.parse(data);
  if (type === 'welcome')
    createInterface({ input: process.stdin }).on('line', (line) => {
      const ref = randomUUID();
      const envelope = seal(you.id, { at: Date.now(), ref, text: line });
      socket.send(JSON.stringify({ type: 'message', ref, text: envelope }));
    });
  if (type !== 'message') return;
  try {
    const { at, ref, ...said } = open(from.id, text);
    if (seen.has(from.id + ref) || Math.abs(Date.now() - at) > 600_000) return;
    seen.add(from.id + ref);
    print(from, said.text ?? JSON.stringify(said));
  } catch (error) {
    print(from, `not shown (${error.message})`);
  }
};
