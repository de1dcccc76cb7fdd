/** The load, in a process of its own: told what to do by messages, answers with what it measured. */
import { Crowd, type CrowdJob, type Opened } from './crowd.ts';
import { type Talked, type TalkJob, talk } from './talk.ts';

export type Job = ({ kind: 'open' } & CrowdJob) | ({ kind: 'talk' } & TalkJob);

let crowd: Crowd | undefined;

async function measure(job: Job): Promise<Opened | Talked> {
  if (job.kind === 'open') {
    crowd = new Crowd(job);
    return crowd.open();
  }
  if (!crowd) throw new Error('nobody is there to talk');
  return talk(crowd, job);
}

process.on('message', async (job: Job) => {
  process.send?.({ measured: await measure(job) });
});
