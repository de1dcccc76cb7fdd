import { compileTexts, type TextGroup } from '../../../src/locales/compiled-texts.ts';
import { regionOf } from '../../display/preferences.ts';
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

/** The page's locale: its tag, and the texts of locales/<tag>/chat.json. */
export type PageLocale = { tag: string; texts: TextGroup };

type Reader = {
  preferred?: readonly string[];
  hours?: 'h12' | 'h23' | undefined;
  timeZone?: () => string;
};

/**
 * Creates the page's translator: its texts, lists and times in one locale. The locale and the time zone can change while the
 * page is open.
 *
 * @param options.preferred the reader's locales: a reader of English in Britain expects 14:02 and not 2:02 PM
 * @param options.hours which the reader chose; absent: those of their locale
 * @param options.timeZone returns the reader's time zone; absent: the browser's
 */
export function createTranslator(locale: PageLocale, options: Reader = {}) {
  const { timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone } = options;
  let { tag } = locale;
  let zone: string | undefined;
  const zoneInUse = () => (zone ??= timeZone());
  let t = createTexts(locale);
  let formats = createFormats(tag, options, zoneInUse);

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
     * Switches to another locale, and to the time zone where the reader is now.
     *
     * @returns whether any text would be written differently
     */
    updateLocale(other?: PageLocale): boolean {
      if ((!other || other.tag === tag) && zoneInUse() === timeZone()) return false;
      if (other) {
        tag = other.tag;
        t = createTexts(other);
      }
      zone = timeZone();
      formats = createFormats(tag, options, zoneInUse);
      return true;
    },
  };
}

function createTexts({ tag, texts }: PageLocale) {
  // Texts only ever become text nodes, which need no escaping.
  const { translate } = compileTexts(tag, { chat: texts }, (value) => value);
  return (key: string, values?: Record<string, unknown>) => translate(`chat:${key}`, values);
}

/** Makes what is of `Intl` when it is needed: the first object takes 10 ms and more, and the start of the page needs none. */
function createFormats(tag: string, { preferred = [], hours }: Reader, timeZone: () => string) {
  const region = regionOf(tag, preferred);
  const clock = (options: Intl.DateTimeFormatOptions) => {
    let format: Intl.DateTimeFormat | undefined;
    let [second, text] = [Number.NaN, ''];
    // In a busy room many messages have one time, and to write it takes longer than anything else about them.
    return (at: number) => {
      if (second !== Math.floor(at / 1000)) {
        second = Math.floor(at / 1000);
        format ??= new Intl.DateTimeFormat(region, {
          ...options,
          ...(hours && { hourCycle: hours }),
          timeZone: timeZone(),
        });
        text = format.format(at);
      }
      return text;
    };
  };
  let conjunction: Intl.ListFormat | undefined;
  return {
    time: clock({ hour: '2-digit', minute: '2-digit' }),
    timeWithSeconds: clock({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    dateTime: clock({ dateStyle: 'long', timeStyle: 'medium' }),
    day: clock({ weekday: 'long', day: 'numeric', month: 'long' }),
    list(names: string[]) {
      conjunction ??= new Intl.ListFormat(region);
      return conjunction.format(names);
    },
  };
}
