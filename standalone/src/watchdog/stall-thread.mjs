// The thread of stall.ts. It is JavaScript, because the program that strips types would take 20 MB in a second thread.
import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';

const FRAMES = 20;

/** In milliseconds: time for the main thread to say where it is. One that waits for the disk cannot. */
const SAYS_WHERE_WITHIN = 2000;

const { shared, service, seconds } = workerData;

let seen = Atomics.load(shared, 0);
for (let without = 0; without < seconds; without++) {
  // Nobody wakes it: it sleeps for a second.
  Atomics.wait(shared, 0, Atomics.load(shared, 0), 1000);
  const beats = Atomics.load(shared, 0);
  const debugged = Atomics.load(shared, 1) === 1;
  if (beats !== seen || debugged) without = -1;
  seen = beats;
}

const end = (stack) => {
  const line = { level: 60, time: Date.now(), service, stack };
  const msg = `the event loop has not turned for ${seconds} s: this process is ended, to be started anew`;
  try {
    writeSync(1, `${JSON.stringify({ ...line, msg })}\n`);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
};

const describe = ({ functionName, location }) =>
  `${functionName || 'anonymous'} (${files.get(location.scriptId)}:${location.lineNumber + 1})`;

const session = new Session();
session.connectToMainThread();
const files = new Map();
session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url));
session.on('Debugger.paused', ({ params }) => end(params.callFrames.slice(0, FRAMES).map(describe)));
setTimeout(end, SAYS_WHERE_WITHIN, []);
session.post('Debugger.enable');
session.post('Debugger.pause');
