// Runs before `npm start` and `npm test`: installs what package-lock.json asks for and node_modules lacks, among it the
// Node 24 that runs everything else. Itself it runs on whatever Node is there, with nothing installed; the syntax is
// kept to what Node 14 parses, so that an old Node gets a message instead of a SyntaxError.
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const lockFile = join(root, '.setup.lock');
const ownMajor = Number(process.versions.node.split('.')[0]);
const neededMajor = 24;
// After the first install "the machine's Node" is usually the packaged one, which a new install replaces.
const isPackaged = process.execPath.includes(join('node_modules', 'node', 'bin'));
const ownSuffices = ownMajor >= neededMajor && !isPackaged;
const say = (line) => process.stdout.write(`${line}\n`);

class SetupError extends Error {}

try {
  if (ownMajor < 20) {
    throw new SetupError(
      `Node ${process.versions.node} is too old: install Node 20 or newer (https://nodejs.org).`,
    );
  }
  if (existsSync(lockFile) || lacksPackages() || lacksNode()) await oneAtATime(install);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`Lantern cannot be set up.\n${error.message}\n`);
  process.exitCode = 1;
}

/** npm leaves node_modules/.package-lock.json when it is done: it tells what is really there, whoever installed it. */
function lacksPackages() {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wantedPackages()).some(([path, wanted]) => {
    const found = installed[path];
    return !found || found.version !== wanted.version || found.integrity !== wanted.integrity;
  });
}

function wantedPackages() {
  const all = Object.entries(readPackages(join(root, 'package-lock.json')));
  return Object.fromEntries(all.filter(([path, entry]) => path !== '' && isForThisMachine(entry)));
}

/** Packages made for one C library are npm's affair: asking Node for the library takes longer than all the rest. */
function isForThisMachine({ os, cpu, libc }) {
  const allows = (list, value) => !list || list.includes(value);
  return allows(os, process.platform) && allows(cpu, process.arch) && !libc;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages || {};
  } catch {
    return {};
  }
}

/** npm puts node_modules/.bin first on the PATH of its scripts; without a Node there, the machine's own runs them. */
function lacksNode() {
  return !ownSuffices && !existsSync(packagedNode());
}

function packagedNode() {
  return join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

async function install() {
  if (!lacksPackages() && !lacksNode()) return;
  const wanted = Object.values(wantedPackages()).filter((entry) => !entry.link).length;
  const elapsed = stopwatch();
  let fetched = 0;
  const progress = showProgress(() => {
    const done = fetched < wanted ? `${fetched} of ${wanted} fetched` : 'unpacking';
    return `Installing packages: ${done}, ${elapsed()}`;
  });
  try {
    const { code, output } = await npmInstall(() => fetched++);
    if (code !== 0) throw new SetupError(explain(output));
  } finally {
    progress.end();
  }
  checkNode();
  say(`Installed ${wanted} packages in ${elapsed()}.`);
}

/** On a machine with a new enough Node no install script needs to run: `node` is then an empty package. */
async function npmInstall(onFetched) {
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--no-progress'];
  args.push('--loglevel=http', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000');
  if (ownSuffices) args.push('--ignore-scripts');
  const cli = process.env.npm_execpath || '';
  const npm = /npm-cli\.[cm]?js$/.test(cli)
    ? spawn(process.execPath, [cli, ...args], { cwd: root })
    : spawn('npm', args, { cwd: root, shell: process.platform === 'win32' });
  process.once('exit', () => npm.kill());
  let output = '';
  const read = (chunk) => {
    const text = String(chunk);
    output += text;
    for (const _ of text.matchAll(/ fetch GET 200 \S+\.tgz/g)) onFetched();
    // Without a network npm tries for minutes, package by package.
    if (output.split(' attempt 1 failed with ').length > 10 && !output.includes(' fetch GET 200 '))
      npm.kill();
  };
  npm.stdout.on('data', read);
  npm.stderr.on('data', read);
  return new Promise((resolve, reject) => {
    npm.on('error', (error) =>
      reject(
        new SetupError(`npm cannot be run (${error.code}): it comes with Node, see https://nodejs.org.`),
      ),
    );
    npm.on('close', (code) => resolve({ code, output }));
  });
}

function explain(output) {
  const causes = [
    [
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT/,
      'The npm registry cannot be reached: check the network or the proxy settings, then run this again.',
    ],
    [
      /SELF_SIGNED_CERT\w*|UNABLE_TO_\w*CERT\w*|CERT_\w+/,
      'The npm registry’s certificate is not trusted here: set NODE_EXTRA_CA_CERTS to your network’s CA file.',
    ],
    [/ENOSPC|EDQUOT/, 'The disk is full: installing needs about 700 MB.'],
    [
      /EACCES|EPERM|EROFS/,
      `Files cannot be written: check the owner and the rights of ${root} and of npm’s cache.`,
    ],
    [/EUSAGE/, 'package.json and package-lock.json disagree: run npm install, and commit what it changes.'],
    [
      /installArchSpecificPackage/,
      `There is no ready-made Node ${neededMajor} for ${process.platform}-${process.arch} on npm: install Node ${neededMajor} yourself (https://nodejs.org), then run this again.`,
    ],
  ];
  const errors = output.split('\n').filter((line) => /^npm (error|ERR!)| failed with /.test(line));
  const text = errors.join('\n');
  for (const [pattern, advice] of causes) {
    const found = text.match(pattern);
    if (found) return `${advice} (${found[0]})`;
  }
  return errors.slice(0, 3).join('\n') || 'npm ci failed and did not say why.';
}

/** What npm calls installed may still not run, for example a Node made for glibc on a machine with musl. */
function checkNode() {
  if (ownSuffices) return;
  const { stdout, error } = spawnSync(packagedNode(), ['--version'], { encoding: 'utf8' });
  const major = Number((stdout || '').replace(/^v(\d+)\..*/s, '$1'));
  if (major >= neededMajor) return;
  const why = error ? error.code : `it calls itself "${(stdout || '').trim()}"`;
  const hint = existsSync(packagedNode())
    ? `does not run here (${why})`
    : 'is missing (does npm’s ignore-scripts setting keep it out?)';
  throw new SetupError(
    `The Node ${neededMajor} that npm installed ${hint}: install Node ${neededMajor} yourself (https://nodejs.org).`,
  );
}

function stopwatch() {
  const started = Date.now();
  return () => `${Math.round((Date.now() - started) / 1000)} s`;
}

/** One line that counts on in a terminal; elsewhere (CI, logs) a plain line now and then. */
function showProgress(line) {
  const terminal = process.stdout.isTTY;
  const show = () => (terminal ? process.stdout.write(`\r${line()}\x1b[K`) : say(line()));
  show();
  const timer = setInterval(show, terminal ? 1000 : 10000);
  return {
    end() {
      clearInterval(timer);
      if (terminal) process.stdout.write('\r\x1b[K');
    },
  };
}

/**
 * Two installs at once would delete each other's files. The lock is a file that its holder touches every second, so that
 * one left behind by a crash is recognised by its age, also from another container on the same checkout.
 */
async function oneAtATime(work) {
  const elapsed = stopwatch();
  let waiting;
  while (!takeLock()) {
    waiting =
      waiting || showProgress(() => `Another process is installing the packages: waiting, ${elapsed()}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  if (waiting) waiting.end();
  process.once('exit', dropLock);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
  const heartbeat = setInterval(touchLock, 1000);
  try {
    await work();
  } finally {
    clearInterval(heartbeat);
  }
}

function takeLock() {
  try {
    const descriptor = openSync(lockFile, 'wx');
    writeSync(descriptor, `${process.pid}\n`);
    closeSync(descriptor);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw new SetupError(`${root} cannot be written (${error.code}).`);
  }
  try {
    if (Date.now() - statSync(lockFile).mtimeMs > 15000) unlinkSync(lockFile);
  } catch {
    // Its holder has just dropped it.
  }
  return false;
}

function touchLock() {
  try {
    utimesSync(lockFile, new Date(), new Date());
  } catch {
    // Taken for left behind, after this machine slept: nothing to keep alive.
  }
}

function dropLock() {
  try {
    unlinkSync(lockFile);
  } catch {
    // Gone already.
  }
}
