import { createInstance } from 'i18next';
import en from '../../../locales/en/chat.json' with { type: 'json' };
import ru from '../../../locales/ru/chat.json' with { type: 'json' };
import type { Gap } from '../log/gap.ts';
import {
  type MemberGroup,
  type PresenceChange,
  type PresenceNotice,
  summarize,
} from '../members/presence-notice.ts';

/** Marks a name within the line around it. */
type MarkName = (name: string) => string;
const unmarked: MarkName = (name) => name;

export type Translator = ReturnType<typeof createTranslator>;

/**
 * Creates the page's translator: its texts, lists and times in one language. The language and the time zone can change
 * while the page is open.
 *
 * @param language the page's language, `ru` or `en`
 * @param preferred the reader's languages: a reader of English in Britain expects 14:02 and not 2:02 PM
 * @param timeZone the reader's time zone, or a function that returns the current one
 */
export function createTranslator(
  language: string,
  preferred: readonly string[] = [],
  timeZone: string | (() => string) = () => Intl.DateTimeFormat().resolvedOptions().timeZone,
) {
  const i18n = createInstance();
  void i18n.init({
    lng: language,
    fallbackLng: false,
    resources: { en: { chat: en }, ru: { chat: ru } },
    defaultNS: 'chat',
    initAsync: false,
    // Texts only ever become text nodes, which need no escaping.
    interpolation: { escapeValue: false },
  });
  const currentTimeZone = () => (typeof timeZone === 'string' ? timeZone : timeZone());
  let currentLanguage = language;
  let zone = currentTimeZone();
  let t = i18n.getFixedT(currentLanguage);
  let formats = createFormats(currentLanguage, preferred, zone);

  const describeChange = (change: PresenceChange, crowd: MemberGroup, mark: MarkName): string[] => {
    const { names: plain, others, total } = summarize(crowd);
    const names = plain.map(mark);
    if (total === 0) return [];
    const who = names.length === 0 ? t('presence.people', { count: total }) : listNames(names, others);
    return [t(`presence.${change}_${total === 1 ? 'single' : 'several'}`, { who })];
  };
  const listNames = (names: string[], others: number) =>
    formats.list(others === 0 ? names : [...names, t('presence.others', { count: others })]);

  return {
    t: (key: string, values: Record<string, string | number> = {}): string => t(key, values),
    formatTime: (at: number) => formats.time(at),
    formatDateTime: (at: number) => formats.dateTime(at),
    formatDay: (at: number) => formats.day(at),
    /** Returns a line such as "Anna, Boris and 3 others joined. Vera left." */
    describePresence: ({ joined, left }: PresenceNotice, mark: MarkName = unmarked) =>
      [...describeChange('joined', joined, mark), ...describeChange('left', left, mark)].join(' '),
    /** Returns a line such as "Anna and Boris are typing…"; an empty string when nobody is typing. */
    describeTyping(names: string[], mark: MarkName = unmarked): string {
      if (names.length === 0) return '';
      if (names.length > 3) return t('typing.crowd');
      return t(names.length === 1 ? 'typing.single' : 'typing.several', {
        who: formats.list(names.map(mark)),
      });
    },
    /** Returns a line that says when messages were missed: all of them, or some of them (`partial`). */
    describeGap({ from, to, partial }: Gap): string {
      const format = formats.time(from) === formats.time(to) ? formats.timeWithSeconds : formats.time;
      return t(partial ? 'message.gap_partial' : 'message.gap', { from: format(from), to: format(to) });
    },
    /**
     * Switches to another language, and to the time zone where the reader is now.
     *
     * @returns whether any text would be written differently
     */
    updateLocale(language = currentLanguage): boolean {
      if (language === currentLanguage && currentTimeZone() === zone) return false;
      currentLanguage = language;
      zone = currentTimeZone();
      t = i18n.getFixedT(currentLanguage);
      formats = createFormats(currentLanguage, preferred, zone);
      return true;
    },
  };
}

function createFormats(language: string, preferred: readonly string[], timeZone: string) {
  const region = preferred.find((each) => each.split('-')[0] === language) ?? language;
  const clock = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(region, { ...options, timeZone });
    return (at: number) => format.format(at);
  };
  const conjunction = new Intl.ListFormat(region, { type: 'conjunction' });
  return {
    time: clock({ hour: '2-digit', minute: '2-digit' }),
    timeWithSeconds: clock({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    dateTime: clock({ dateStyle: 'long', timeStyle: 'medium' }),
    day: clock({ weekday: 'long', day: 'numeric', month: 'long' }),
    list: (names: string[]) => conjunction.format(names),
  };
}
