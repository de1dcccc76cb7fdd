// npm run report -- --author 'Фамилия Имя' [--lang en] [--folder dist]
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensure, installCommand } from '../testing/debian.ts';
import { AuthorError, readAuthor } from './author.ts';
import { TooLargeError } from './fit.ts';
import { makeReport, type Order } from './make-report.ts';
import { REPORT_LOCALES } from './texts.ts';

const root = join(import.meta.dirname, '..');
const USAGE = "npm run report -- --author 'Фамилия Имя' [--lang ru|en] [--folder dist]";

/** The command cannot be run as it was typed, or not on this machine; the message says why. */
class UsageError extends Error {}

const interrupted = new AbortController();
// More than once: a terminal sends it to npm as well, which passes it on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (!interrupted.signal.aborted) say('Stopping');
    interrupted.abort();
  });

const started = Date.now();
try {
  const order = readOrder();
  await ensurePrograms();
  const files = await makeReport(order, { signal: interrupted.signal, say });
  for (const { file, size } of files)
    process.stdout.write(`${relative('', file)}  ${size.toLocaleString('en')} bytes\n`);
} catch (error) {
  if (interrupted.signal.aborted) {
    process.stderr.write('Interrupted: nothing was written.\n');
    process.exitCode = 130;
  } else {
    const isExpected = error instanceof UsageError || error instanceof TooLargeError;
    process.stderr.write(`${isExpected ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exitCode = 1;
  }
}

function readOrder(): Order {
  try {
    const { values } = parseArgs({
      options: {
        author: { type: 'string' },
        lang: { type: 'string', default: 'ru' },
        folder: { type: 'string', default: join(root, 'dist') },
      },
    });
    const locale = REPORT_LOCALES.find((each) => each === values.lang);
    if (!locale) throw new UsageError(`--lang is one of ${REPORT_LOCALES.join(', ')}\n${USAGE}`);
    if (values.author === undefined) throw new UsageError(`--author is missing\n${USAGE}`);
    return { root, author: readAuthor(values.author), locale, folder: resolve(values.folder) };
  } catch (error) {
    if (error instanceof AuthorError) throw new UsageError(`--author ${error.message}\n${USAGE}`);
    if (error instanceof TypeError && 'code' in error) throw new UsageError(`${error.message}\n${USAGE}`);
    throw error;
  }
}

async function ensurePrograms(): Promise<void> {
  const missing = await ensure(['chromium', 'git', 'advzip']);
  // Without advzip the archive is a little larger.
  const needed = missing.filter((program) => program !== 'advzip');
  if (needed.length > 0)
    throw new UsageError(`${needed.join(' and ')} missing. To install: ${installCommand(needed)}`);
}

function say(text: string): void {
  const seconds = String(Math.round((Date.now() - started) / 1000)).padStart(3);
  process.stdout.write(`${seconds} s  ${text}\n`);
}
