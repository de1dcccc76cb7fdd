import { createInstance } from 'i18next';
import en from '../../locales/en/chat.json' with { type: 'json' };
import ru from '../../locales/ru/chat.json' with { type: 'json' };
import { type Crowd, type Move, type Presence, summary } from './presence.ts';

export type Words = ReturnType<typeof createWords>;

/**
 * The page's language: its texts, lists and times.
 *
 * @param language of the page, `ru` or `en`
 * @param preferred the reader's languages: somebody who reads English in Britain wants 14:02 and not 2:02 PM
 * @param timeZone the reader's own unless told
 */
export function createWords(language: string, preferred: readonly string[] = [], timeZone?: string) {
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
  const t = (key: string, values: Record<string, string | number> = {}): string => i18n.t(key, values);

  const region = preferred.find((each) => each.split('-')[0] === language) ?? language;
  const clock = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(region, { ...options, ...(timeZone ? { timeZone } : {}) });
    return (at: number) => format.format(at);
  };
  const minute = clock({ hour: '2-digit', minute: '2-digit' });
  const second = clock({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const conjunction = new Intl.ListFormat(region, { type: 'conjunction' });
  const list = (names: string[]) => conjunction.format(names);

  const moved = (move: Move, crowd: Crowd): string[] => {
    const { names, others, total } = summary(crowd);
    if (total === 0) return [];
    const who = names.length === 0 ? t('presence.people', { count: total }) : nameSome(names, others);
    return [t(`presence.${move}_${total === 1 ? 'single' : 'several'}`, { who })];
  };
  const nameSome = (names: string[], others: number) =>
    list(others === 0 ? names : [...names, t('presence.others', { count: others })]);

  return {
    t,
    minute,
    exact: clock({ dateStyle: 'long', timeStyle: 'medium' }),
    day: clock({ weekday: 'long', day: 'numeric', month: 'long' }),
    /** "Anna, Boris and 3 others joined. Vera left." */
    presence: ({ joined, left }: Presence) => [...moved('joined', joined), ...moved('left', left)].join(' '),
    /** "Anna and Boris are typing…"; nothing when nobody is. */
    typing(names: string[]): string {
      if (names.length === 0) return '';
      if (names.length > 3) return t('typing.crowd');
      return t(names.length === 1 ? 'typing.single' : 'typing.several', { who: list(names) });
    },
    gap(from: number, to: number): string {
      const show = minute(from) === minute(to) ? second : minute;
      return t('message.gap', { from: show(from), to: show(to) });
    },
  };
}
