/** The people of a busy room, in a process of their own: they enter, and talk in turns at a steady rate. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../fanout/load/connection.ts';
import { clientFrame, OPCODE } from '../fanout/load/frames.ts';
import { textOf } from './texts.ts';

export type Job =
  | { kind: 'enter'; port: number; tokens: string[] }
  | { kind: 'talk'; messages: number; perSecond: number; first: number };

/** In milliseconds: how often those whose turn it is write, as messages of a busy room come. */
const TICK = 20;
const ENTERING_AT_ONCE = 64;
/**
 * In milliseconds: how often the crowd reads what it is sent. Nobody in it needs it sooner, and with a read for each packet a thousand
 * people take a third of a processor from the page.
 */
const READING = 200;
const people: Connection[] = [];
let closed = 0;
/** Whether all have entered. */
let isReady = false;

async function enter(port: number, tokens: string[]): Promise<void> {
  let next = 0;
  const enterOneByOne = async () => {
    while (next < tokens.length) {
      const token = tokens[next++];
      const one: Connection = await Connection.open(
        { port, room: 0, token, localAddress: '127.0.0.1' },
        { frame: () => isReady && one.socket.pause(), closed: () => closed++ },
      );
      people.push(one);
    }
  };
  await Promise.all(Array.from({ length: ENTERING_AT_ONCE }, enterOneByOne));
  isReady = true;
  setInterval(() => {
    for (const { socket } of people) socket.resume();
  }, READING);
}

/** @returns by how many milliseconds the load itself was late at most */
async function talk({ messages, perSecond, first }: Job & { kind: 'talk' }): Promise<number> {
  const start = performance.now();
  let behind = 0;
  for (let said = 0; said < messages; await sleep(TICK)) {
    const due = Math.min(messages, Math.ceil(((performance.now() - start) / 1000) * perSecond));
    behind = Math.max(behind, performance.now() - start - (said / perSecond) * 1000 - TICK);
    for (; said < due; said++) {
      const number = first + said;
      const frame = JSON.stringify({ type: 'message', ref: `${number}`, text: textOf(number) });
      people[(number * 7) % people.length]?.socket.write(clientFrame(OPCODE.text, Buffer.from(frame)));
    }
  }
  if (closed > 0) throw new Error(`the server closed ${closed} connections`);
  return behind;
}

process.on('message', async (job: Job) => {
  const measured = job.kind === 'enter' ? await enter(job.port, job.tokens) : await talk(job);
  process.send?.({ measured: measured ?? null });
});
