import type { CommandOutcome, CommandRequest } from '@lantern/chat/protocol';
import type { TFunction } from 'i18next';
import { LanternError } from '../errors.ts';
import type { TokenService } from '../tokens/index.ts';
import type { Language } from '../weather/index.ts';
import type { CommandService } from './service.ts';

/**
 * `POST /commands` without HTTP, for a chat in the same process.
 *
 * @param texts of a language
 * @returns runs what is asked with a room token; rejects where HTTP would answer 500
 */
export function commandsInProcess(
  tokens: TokenService,
  commands: CommandService,
  texts: (language: Language) => TFunction,
) {
  return async (token: string, ask: CommandRequest): Promise<CommandOutcome> => {
    let language: Language = 'ru';
    try {
      const pass = await tokens.authenticateInRoom(token);
      language = pass.language;
      return await commands.run(pass, ask);
    } catch (error) {
      if (!(error instanceof LanternError)) throw error;
      const t = texts(language);
      return { kind: 'failed', reason: error.code, detail: t(`errors:${error.code}.detail`) };
    }
  };
}
