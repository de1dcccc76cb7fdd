import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createLog } from '@lantern/service/log';
import { openAdministration } from '../src/administration.ts';
import { runConsole } from '../src/console/run.ts';
import { streamTerminal } from '../src/console/terminal/terminal.ts';
import { deriveSecrets } from '../src/crypto/secrets.ts';
import { SECRET, type TestSite } from './website.ts';

export type Outcome = { code: number | null; out: string; err: string };

// Programs share compiled code through the cache: with it, a start takes two thirds of the CPU time.
const { PATH, NODE_COMPILE_CACHE } = process.env;

/**
 * Runs a console as a process of its own, with an environment of its own.
 *
 * @param program path of a cli.ts
 * @param input what comes on standard input, which then ends
 */
export async function runProgram(
  program: string,
  words: string[],
  env: Record<string, string>,
  input = '',
): Promise<Outcome> {
  const child = spawn(process.execPath, [program, ...words], { env: { PATH, NODE_COMPILE_CACHE, ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  // A program that does not read has ended before it could be told.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, out, err };
}

/**
 * Runs a command line on the data of a site as the site's own console does, in this process.
 *
 * @param folder where it is typed
 * @param input what comes on standard input, which then ends
 */
export async function runOn(
  { parts, notices }: Pick<TestSite, 'parts' | 'notices'>,
  words: string[],
  folder: string,
  input = '',
): Promise<Outcome> {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const [out, err] = [text(output), text(errors)];
  const terminal = streamTerminal({ input: Readable.from([Buffer.from(input)]), output, errors }, folder);
  const code = await runConsole(words, terminal, {
    async perform(work) {
      const administration = await openAdministration({
        connection: parts.connection,
        secrets: deriveSecrets(SECRET),
        announce: async (notice) => {
          await parts.cluster.announce(notice);
          notices.push(notice);
        },
        log: createLog('console', 'silent'),
      });
      return work(administration.services).finally(administration.close);
    },
    archive: () => assert.fail('a site is not backed up'),
    examine: () => assert.fail('a site has no environment to look at'),
  });
  for (const stream of [output, errors]) stream.end();
  return { code, out: await out, err: await err };
}
