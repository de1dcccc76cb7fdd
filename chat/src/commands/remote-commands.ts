import { z } from 'zod';
import { commandAnswer } from '../protocol.ts';
import type { RunCommand } from './commands.ts';

/** The parts of web's problem document (RFC 9457) that the member who sent the command may see. */
const problem = z.object({ code: z.string(), detail: z.string() });

/** Runs commands over HTTP. @param url of web's `POST /commands` */
export function remoteCommands(url: URL): RunCommand {
  return async (token, request, signal) => {
    const response = await fetch(url, {
      method: 'POST',
      // A redirect must not take the token to another host.
      redirect: 'error',
      signal,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    const body = await response.json();
    if (response.ok) return commandAnswer.parse(body);
    const { code, detail } = problem.parse(body);
    return { kind: 'failed', reason: code, detail };
  };
}
