import type { CommandOutcome, CommandRequest } from '@lantern/chat/protocol';
import { LanternError } from '../errors.ts';
import type { Locale } from '../locales/locales.ts';
import { textsIn } from '../locales/texts.ts';
import type { TokenService } from '../tokens/index.ts';
import type { CommandService } from './service.ts';

/**
 * `POST /commands` without HTTP, for a chat in the same process.
 *
 * @param otherwise the locale of an answer while the author's own is unknown
 * @returns runs what is asked with a room token; rejects where HTTP would answer 500
 */
export function commandsInProcess(tokens: TokenService, commands: CommandService, otherwise: Locale) {
  return async (token: string, ask: CommandRequest): Promise<CommandOutcome> => {
    let locale = otherwise;
    try {
      const pass = await tokens.authenticateInRoom(token);
      locale = pass.locale ?? otherwise;
      return await commands.run(pass, ask);
    } catch (error) {
      if (!(error instanceof LanternError)) throw error;
      const t = textsIn(locale);
      return { kind: 'failed', reason: error.code, detail: t(`errors:${error.code}.detail`) };
    }
  };
}
