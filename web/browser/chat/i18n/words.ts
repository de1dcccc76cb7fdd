import { createInstance } from 'i18next';
import en from '../../../locales/en/chat.json' with { type: 'json' };
import ru from '../../../locales/ru/chat.json' with { type: 'json' };
import type { Gap } from '../log/gap.ts';
import { type Crowd, type Move, type Presence, summary } from '../people/presence.ts';

/** Sets names off from the line around them. */
type Mark = (name: string) => string;
const unmarked: Mark = (name) => name;

export type Words = ReturnType<typeof createWords>;

/**
 * The page's language: its texts, lists and times. Both it and the zone of the times can change while the page is open.
 *
 * @param language of the page, `ru` or `en`
 * @param preferred the reader's languages: somebody who reads English in Britain wants 14:02 and not 2:02 PM
 * @param timeZone tells the reader's own, as it is now
 */
export function createWords(
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
  const zoneNow = () => (typeof timeZone === 'string' ? timeZone : timeZone());
  let spoken = language;
  let zone = zoneNow();
  let t = i18n.getFixedT(spoken);
  let formats = createFormats(spoken, preferred, zone);

  const moved = (move: Move, crowd: Crowd, mark: Mark): string[] => {
    const { names: plain, others, total } = summary(crowd);
    const names = plain.map(mark);
    if (total === 0) return [];
    const who = names.length === 0 ? t('presence.people', { count: total }) : nameSome(names, others);
    return [t(`presence.${move}_${total === 1 ? 'single' : 'several'}`, { who })];
  };
  const nameSome = (names: string[], others: number) =>
    formats.list(others === 0 ? names : [...names, t('presence.others', { count: others })]);

  return {
    t: (key: string, values: Record<string, string | number> = {}): string => t(key, values),
    minute: (at: number) => formats.minute(at),
    exact: (at: number) => formats.exact(at),
    day: (at: number) => formats.day(at),
    /** "Anna, Boris and 3 others joined. Vera left." */
    presence: ({ joined, left }: Presence, mark: Mark = unmarked) =>
      [...moved('joined', joined, mark), ...moved('left', left, mark)].join(' '),
    /** "Anna and Boris are typing…"; nothing when nobody is. */
    typing(names: string[], mark: Mark = unmarked): string {
      if (names.length === 0) return '';
      if (names.length > 3) return t('typing.crowd');
      return t(names.length === 1 ? 'typing.single' : 'typing.several', {
        who: formats.list(names.map(mark)),
      });
    },
    /** @param partial whether something was heard meanwhile, but not all */
    gap({ from, to, partial }: Gap): string {
      const show = formats.minute(from) === formats.minute(to) ? formats.second : formats.minute;
      return t(partial ? 'message.gap_partial' : 'message.gap', { from: show(from), to: show(to) });
    },
    /**
     * Goes on in another language, and in the zone where the reader is by now.
     *
     * @returns whether anything would be written differently
     */
    renew(language = spoken): boolean {
      if (language === spoken && zoneNow() === zone) return false;
      spoken = language;
      zone = zoneNow();
      t = i18n.getFixedT(spoken);
      formats = createFormats(spoken, preferred, zone);
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
    minute: clock({ hour: '2-digit', minute: '2-digit' }),
    second: clock({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    exact: clock({ dateStyle: 'long', timeStyle: 'medium' }),
    day: clock({ weekday: 'long', day: 'numeric', month: 'long' }),
    list: (names: string[]) => conjunction.format(names),
  };
}
