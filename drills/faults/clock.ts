import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { programPath } from '../../testing/debian.ts';
import type { Drill } from '../drill.ts';
import type { ProcessesSite } from '../site/site.ts';

const MINUTES = 5;
/** In seconds. */
const AHEAD = 10;

/** The clock of one process is set ahead and then back again, with libfaketime. */
export const clockJump = (service: string): Drill<ProcessesSite> => ({
  name: `The clock of ${service} jumps ${MINUTES} minutes ahead, and back`,
  seen: 'Nobody notices, but times of messages are wrong meanwhile',
  within: 5,
  expected: { everyMessage: true, states: /^$/ },
  async prepare({ stack, services }) {
    const process = services[service];
    await writeFile(offsetFile(stack.folder), '+0');
    await process?.stop();
    await process?.start({
      LD_PRELOAD: programPath('libfaketime') ?? '',
      FAKETIME_TIMESTAMP_FILE: offsetFile(stack.folder),
      FAKETIME_CACHE_DURATION: '1',
      // Whoever sets a clock does not change how time passes.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    });
    return async () => {
      await process?.stop();
      await process?.start();
    };
  },
  async run({ stack: { folder } }) {
    await writeFile(offsetFile(folder), `+${MINUTES}m`);
    await sleep(AHEAD * 1000);
    await writeFile(offsetFile(folder), '+0');
    await sleep(AHEAD * 500);
  },
});

const offsetFile = (folder: string) => join(folder, 'clock');
