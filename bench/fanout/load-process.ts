import { randomUUID } from 'node:crypto';
import { createIssuer } from '../../chat/src/testing/issuer.ts';
import { Child } from '../child.ts';
import { LOAD } from './cores.ts';
import type { CrowdJob, Opened } from './load/crowd.ts';
import type { Job } from './load/generator.ts';
import type { Talked, TalkJob } from './load/talk.ts';
import type { Kind } from './options.ts';
import type { Running } from './servers/start.ts';

/** An hour: longer than any run. */
const EXPIRES = 3600;
/** What is not over after so many milliseconds never will be. */
const LONGEST = 900_000;

export const issuer = await createIssuer();
/** No limit on what one may say, where it is the cost of saying it that is measured. */
export const UNLIMITED = { CHAT_MESSAGES_PER_MINUTE: '100000000' };

/** What the chat service and a server without an envelope are sent. */
export const ENVELOPE: Record<Kind, CrowdJob['envelope']> = {
  chat: ['{"type":"message","ref":"b","text":"', '"}'],
  naive: ['', ''],
  raw: ['', ''],
};

/** A token per connection, each of another person; connection i is for the room `i % rooms`. */
export function tokens(count: number, ids: string[]): Promise<string[]> {
  const mint = (_: unknown, i: number) => {
    const room = { id: ids[i % ids.length] ?? '', name: `Room ${i % ids.length}` };
    return issuer.token({ id: randomUUID(), name: `Person ${i}` }, { room, expires: EXPIRES });
  };
  return Promise.all(Array.from({ length: count }, mint));
}

export const roomIds = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

/** The load's process. */
export class Load {
  readonly #child: Child;
  readonly #deadline: NodeJS.Timeout;

  /** @param under a command that runs it, like `taskset -c 1` */
  constructor(under: string[] = LOAD) {
    this.#child = new Child(new URL('load/generator.ts', import.meta.url), { under });
    this.#deadline = setTimeout(() => process.kill(this.#child.pid, 'SIGKILL'), LONGEST);
  }

  get pid(): number {
    return this.#child.pid;
  }

  open(job: CrowdJob): Promise<Opened> {
    return this.#child.ask({ kind: 'open', ...job } satisfies Job);
  }

  /** Connects everybody to one server. */
  connect(
    { port, pid }: Running,
    kind: Kind,
    crowd: Omit<CrowdJob, 'ports' | 'pids' | 'envelope'>,
  ): Promise<Opened> {
    return this.open({ ports: [port], pids: { server: pid }, envelope: ENVELOPE[kind], ...crowd });
  }

  talk(job: TalkJob): Promise<Talked> {
    return this.#child.ask({ kind: 'talk', ...job } satisfies Job);
  }

  stop(): void {
    clearTimeout(this.#deadline);
    this.#child.stop();
  }
}

/** Runs `measure` with a load of its own; ends that and the servers whatever happens. */
export async function withLoad<Measured>(
  servers: Running[],
  measure: (load: Load) => Promise<Measured>,
): Promise<Measured> {
  const load = new Load();
  try {
    return await measure(load);
  } finally {
    load.stop();
    await Promise.all(servers.map((server) => server.stop()));
  }
}
