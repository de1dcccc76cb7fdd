import { COMMAND, type CommandAnswer, type CommandRequest } from '@lantern/chat/protocol';
import { isVisible } from '@lantern/service/text';
import { LanternError } from '../errors.ts';
import type { Limits } from '../limits/limits.ts';
import type { Locale } from '../locales/locales.ts';
import type { Translate } from '../locales/texts.ts';
import type { RoomPass } from '../tokens/index.ts';
import type { WeatherService } from '../weather/index.ts';
import { usage } from './command.ts';
import { commands } from './commands.ts';

export type CommandService = ReturnType<typeof commandService>;

/** @param parts.texts of a locale */
export function commandService(parts: {
  weather: WeatherService;
  limits: Limits;
  texts: (locale: Locale) => Translate;
  defaultLocale: Locale;
}) {
  const { weather, limits, texts, defaultLocale } = parts;
  const offered = commands.filter(({ isOffered }) => isOffered?.({ weather }) ?? true);
  return {
    /** What composers and the help list. Any other command answers why it cannot be done here. */
    offered: offered.map(({ name, takesWords }) => ({ name, takesWords })),

    /**
     * Does what somebody in a room asks for. What is asked is kept nowhere, and no failure quotes it.
     *
     * @param pass who asks, in which locale
     * @throws LanternError `command_unknown`, `too_many_requests`, and what the command throws
     */
    async run(pass: RoomPass, { text, people }: CommandRequest): Promise<CommandAnswer> {
      await limits.commandsOfPerson.spend(pass.person.id);
      const [, name = '', words = ''] = COMMAND.exec(text.trim()) ?? [];
      const command = commands.find((each) => each.name === name.toLowerCase());
      if (!command) throw new LanternError('command_unknown');
      const locale = pass.locale ?? defaultLocale;
      const t = texts(locale);
      if (command.takesWords && !isVisible(words)) return { kind: 'private', text: usage(command, t) };
      return command.run({
        userId: pass.person.id,
        words,
        locale,
        t,
        people: people ?? { names: [], count: 0 },
        weather,
        commands: offered,
      });
    },
  };
}
