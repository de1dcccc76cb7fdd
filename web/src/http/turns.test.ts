import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import express, { type ErrorRequestHandler } from 'express';
import { LanternError } from '../errors.ts';
import { type Rank, turns } from './turns.ts';

/** In milliseconds of CPU. */
const WORK = 5;
const CONNECTIONS = 310;

/** A server whose every answer takes time of the event loop, and tells the order in which requests were begun. */
async function busyServer(longestWait: number) {
  const begun: string[] = [];
  const app = express();
  app.use(turns(({ headers }) => headers.rank as Rank, longestWait));
  app.get('/quick', (_req, res) => void res.end());
  app.use((req, res) => {
    const until = performance.now() + WORK;
    while (performance.now() < until);
    begun.push(String(req.headers.rank));
    res.end();
  });
  const refuse: ErrorRequestHandler = (error, _req, res, _next) => {
    assert.ok(error instanceof LanternError);
    res.status(error.status).setHeader('Retry-After', Number(error.retryAfter)).end();
  };
  app.use(refuse);
  const server = createServer({ keepAliveTimeout: 60_000 }, app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxFreeSockets: CONNECTIONS });
  const ask = (rank: Rank, path = '/') => get({ port, agent, path, headers: { rank } }).on('error', () => {});
  // A flood is on connections that are open: the loop accepts one in a turn.
  await Promise.all(Array.from({ length: CONNECTIONS }, () => answerTo(ask('known', '/quick'))));
  return {
    begun,
    ask,
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answerTo(asked: ReturnType<typeof get>): Promise<IncomingMessage> {
  const [answer] = await once(asked, 'response');
  return answer.resume();
}

const strangers = (ask: (rank: Rank) => ReturnType<typeof get>, count: number) =>
  Array.from({ length: count }, () => ask('stranger'));

test('under a flood known browsers are answered at once and programs before strangers, and everybody is answered (row 42)', async () => {
  await using server = await busyServer(60_000);
  const flood = strangers(server.ask, 300).map(answerTo);
  await Promise.all([...flood, answerTo(server.ask('program')), answerTo(server.ask('known'))]);
  for (const rank of ['program', 'known'])
    assert.ok(server.begun.indexOf(rank) < 200, `${rank}: ${server.begun}`);
  const answers = await Promise.all(flood);
  assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]));
});

test('who has waited for too long is told to come back, and who has hung up is not begun (row 42)', async () => {
  await using server = await busyServer(300);
  const [patient, gone] = [strangers(server.ask, 200), strangers(server.ask, 100)];
  const flood = patient.map(answerTo);
  await Promise.race(flood);
  for (const asked of gone) asked.destroy();
  const answers = await Promise.all(flood);
  const refused = answers.filter(({ statusCode }) => statusCode === 503);
  assert.ok(refused.length > 0 && refused.length < 200, String(refused.length));
  assert.deepEqual(new Set(refused.map(({ headers }) => headers['retry-after'])), new Set(['5']));
  assert.ok(server.begun.length < 200, String(server.begun.length));
});
