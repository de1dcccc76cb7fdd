import { randomBytes } from 'node:crypto';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { clientFrame, frameHead, OPCODE } from '../load/frames.ts';
import { attemptHandshake, type Entered, enter, type Intruder } from './intruder.ts';

/** @returns what became of it: a close code, an HTTP status, an error, or `OPEN` */
type Attack = (intruder: Intruder) => Promise<string>;

export type Kind = {
  /** How many do it at once, each again and again. */
  count: number;
  /** `good`: among the good people; `busy`: where much is said; none: at the door, without a token. */
  room: 'good' | 'busy' | 'none';
  /** All of them are one person. */
  onePerson?: true;
  attack: Attack;
};

const MANY = 5000;
const AT_ONCE = 100;
const FRAGMENTS = 1000;
/** As many messages as a person may say at once, and as long as they may be. */
const LONG_TEXTS = 90;
const LONG_TEXT = '漢'.repeat(4000);
const NOT_READING = 15_000;

const message = (text: string) => JSON.stringify({ type: 'message', text, ref: 'r' });
const textFrame = (text: string) => clientFrame(OPCODE.text, Buffer.from(text));
const FLOOD = textFrame(message('buy my lamps'.repeat(10)));
const HUGE = clientFrame(OPCODE.text, Buffer.alloc(64 * 1024, 'x'));
const TERABYTE = frameHead(OPCODE.text, 2 ** 40);
const NOT_UTF8 = clientFrame(OPCODE.text, Buffer.from([0xc3, 0x28, 0xa0, 0xa1, 0xff]));
const LONG = textFrame(message(LONG_TEXT));
const FIRST_FRAGMENT = clientFrame(OPCODE.text, Buffer.from('{"type":'), false);
const FRAGMENT = clientFrame(OPCODE.continuation, Buffer.from('x'), false);
const RANDOM = 4096;

export const ATTACKS: Record<string, Kind> = {
  'floods of messages': { count: 20, room: 'good', attack: sending(() => FLOOD, MANY) },
  'storms of pings': {
    count: 20,
    room: 'good',
    attack: sending(() => clientFrame(OPCODE.ping, Buffer.from('?')), MANY),
  },
  'frames of 64 KiB': { count: 20, room: 'good', attack: sending(() => HUGE, 1) },
  'frames that claim a terabyte': { count: 20, room: 'good', attack: sending(() => TERABYTE, 1) },
  'fragments without end': {
    count: 20,
    room: 'good',
    attack: sending((n) => (n === 0 ? FIRST_FRAGMENT : FRAGMENT), FRAGMENTS),
  },
  'a first fragment and no other': { count: 20, room: 'good', attack: sending(() => FIRST_FRAGMENT, 1) },
  'invalid UTF-8': { count: 20, room: 'good', attack: sending(() => NOT_UTF8, 1) },
  'random bytes in a room': { count: 20, room: 'good', attack: sending(() => randomBytes(RANDOM), 1) },
  'never answering pings': {
    count: 50,
    room: 'good',
    attack: (intruder) =>
      within(intruder, async ({ connection }) => {
        connection.answersPings = false;
      }),
  },
  'a hundred sockets of one person': {
    count: 100,
    room: 'good',
    onePerson: true,
    attack: sending(() => FLOOD, 0),
  },
  'saying as much as is allowed': {
    count: 10,
    room: 'busy',
    attack: (intruder) => within(intruder, sayLong),
  },
  'never reading in their room': { count: 30, room: 'busy', attack: (intruder) => within(intruder, dozeOff) },
  'a connection and no word': {
    count: 200,
    room: 'none',
    attack: (intruder) => attemptHandshake(intruder, ''),
  },
  'half a handshake': {
    count: 300,
    room: 'none',
    attack: (intruder) => attemptHandshake(intruder, 'GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: webs'),
  },
  'random bytes at the door': {
    count: 20,
    room: 'none',
    attack: (intruder) => attemptHandshake(intruder, randomBytes(RANDOM)),
  },
};

/** Enters, does something and stays until it is thrown out. */
async function within(intruder: Intruder, act: (entered: Entered) => Promise<void>): Promise<string> {
  const entered = await enter(intruder);
  if (typeof entered === 'string') return entered;
  await act(entered);
  return entered.closed;
}

/** Sends so many frames, as fast as they are taken. */
function sending(frame: (n: number) => Buffer, count: number): Attack {
  return (intruder) =>
    within(intruder, async ({ connection: { socket } }) => {
      for (let sent = 0; sent < count && !socket.destroyed; sent += AT_ONCE) {
        const now = Math.min(AT_ONCE, count - sent);
        socket.write(Buffer.concat(Array.from({ length: now }, (_, i) => frame(sent + i))));
        while (socket.writableLength > 0 && !socket.destroyed) await sleep(1);
        await turn();
      }
    });
}

/** What a person may say at once, then one a second: within the limits. */
async function sayLong({ connection: { socket } }: Entered): Promise<void> {
  for (let said = 0; !socket.destroyed; said += 1) {
    socket.write(LONG);
    await sleep(said < LONG_TEXTS ? 50 : 1000);
  }
}

/** Reads on after a while, to see what became of it. */
async function dozeOff({ connection: { socket } }: Entered): Promise<void> {
  socket.pause();
  await sleep(NOT_READING);
  socket.resume();
}
