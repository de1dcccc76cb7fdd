import { compareSync, hashSync } from 'bcryptjs';

type Job = { hash: string; prepared: string[] } | { cost: number; prepared: string };

/** Runs in a worker thread: even bcryptjs's asynchronous calls hold up the thread that they are made on. */
export default function work(job: Job): boolean | string {
  return 'hash' in job
    ? job.prepared.some((each) => compareSync(each, job.hash))
    : hashSync(job.prepared, job.cost);
}
