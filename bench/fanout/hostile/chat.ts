import { issuer } from '../load-process.ts';
import { startChat } from '../servers/start.ts';

/** A chat service with the limits of production, which tells whom it cut off and what memory it has in use. */
export async function startWatchedChat() {
  const cutOff: Record<string, number> = {};
  let tell = (_: number) => {};
  const server = await startChat(issuer, {
    nodeArguments: ['--expose-gc', `--import=${new URL('../../live-memory.ts', import.meta.url)}`],
    logged(line) {
      const [, reason] = /"reason":"(\w+)".*"client disconnected"/.exec(line) ?? [];
      if (reason) cutOff[reason] = (cutOff[reason] ?? 0) + 1;
      const [, bytes] = /"live memory","bytes":(\d+)/.exec(line) ?? [];
      if (bytes) tell(Number(bytes));
    },
  });
  return {
    server,
    /** By the reason that was logged. */
    cutOff,
    /** In bytes. Has everything unused collected: nothing should be measured meanwhile. */
    liveMemory(): Promise<number> {
      return new Promise((resolve) => {
        tell = resolve;
        process.kill(server.pid, 'SIGUSR2');
      });
    },
  };
}
