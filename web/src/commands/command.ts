import type { CommandAnswer, CommandRequest } from '@lantern/chat/protocol';
import type { Locale } from '../locales/locales.ts';
import type { Translate } from '../locales/texts.ts';
import type { WeatherService } from '../weather/index.ts';

/** What a command is asked, and what it may use to answer. */
export type Ask = {
  userId: string;
  /** What follows the name, trimmed; empty when nothing does. */
  words: string;
  /** The author's locale, and the texts in it. Everybody in the room reads the answer in this locale. */
  locale: Locale;
  t: Translate;
  people: NonNullable<CommandRequest['people']>;
  weather: WeatherService;
  /** Every command that is offered here. */
  commands: readonly Command[];
};

/** One slash command. Its texts are `commands:<name>.about` and, where it takes words, `commands:<name>.words`. */
export type Command = {
  /** As it is typed, without the slash, in small letters. */
  name: string;
  /** Whether this site can do it; absent: every site can. */
  isOffered?(services: Pick<Ask, 'weather'>): boolean;
  /** Whether it needs words after its name: without any, the author is told how it is written. */
  takesWords: boolean;
  /** @throws LanternError told to the author alone */
  run(ask: Ask): CommandAnswer | Promise<CommandAnswer>;
};

/** How a command is written, and what it does: `/weather city: the current weather in a city`. */
export function usage({ name, takesWords }: Command, t: Translate): string {
  const words = takesWords ? ` ${t(`commands:${name}.words`)}` : '';
  return `/${name}${words}: ${t(`commands:${name}.about`)}`;
}
