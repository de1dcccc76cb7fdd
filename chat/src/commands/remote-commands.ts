import { z } from 'zod';
import { commandAnswer } from '../protocol.ts';
import type { RunCommand } from './commands.ts';

/** What web says of a failure (RFC 9457), as far as it is for who asked. */
const problem = z.object({ code: z.string(), detail: z.string() });

/** @param url of web's `POST /commands` */
export function remoteCommands(url: URL): RunCommand {
  return async (token, ask, signal) => {
    const response = await fetch(url, {
      method: 'POST',
      // The token goes where the configuration says, and nowhere else.
      redirect: 'error',
      signal,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(ask),
    });
    const body = await response.json();
    if (response.ok) return commandAnswer.parse(body);
    const { code, detail } = problem.parse(body);
    return { kind: 'failed', reason: code, detail };
  };
}
