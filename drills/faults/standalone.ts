import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Drill } from '../drill.ts';
import type { StandaloneSite } from '../site/site.ts';
import { fill } from './servers.ts';

const run = promisify(execFile);
/** In seconds. */
const DISK_FULL = 15;
const DISK_MB = 512;
/** What is left on the disk: less than `npm start` needs to take writes. */
const LEFT_MB = 16;

export const dataDiskFull: Drill<StandaloneSite> = {
  name: `\`npm start\`: its disk is full for ${DISK_FULL} s`,
  seen: 'What is to be saved is refused with 503; people go on reading, and in rooms nobody notices',
  within: 10,
  perYear: 0.5,
  expected: { failures: /^503 /, everyMessage: true, states: /^$/ },
  async prepare({ stack: { service, dataFolder } }) {
    const aside = `${dataFolder}-aside`;
    const move = (from: string, to: string) => run('cp', ['-a', `${from}/.`, to]);
    await service.stop();
    await run('mkdir', [aside]);
    await move(dataFolder, aside);
    await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', dataFolder]);
    await move(aside, dataFolder);
    await service.start();
    return async () => {
      await service.stop();
      await move(dataFolder, aside);
      await run('umount', [dataFolder]);
      await move(aside, dataFolder);
      await rm(aside, { recursive: true });
      await service.start();
    };
  },
  async run({ stack: { dataFolder } }, over) {
    const ballast = join(dataFolder, 'ballast');
    await fill(ballast, LEFT_MB);
    await sleep(DISK_FULL * 1000);
    await rm(ballast);
    over();
  },
};
