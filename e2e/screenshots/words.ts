/** Who is in the pictures and what they say, in the language of the pages. */
export type Words = {
  anna: string;
  boris: string;
  clara: string;
  rooms: readonly [string, string, string];
  sealed: string;
  description: string;
  reason: string;
  greeting: string;
  answer: string;
  mistake: string;
  correction: string;
  code: string;
  more: readonly string[];
};

const CODE =
  '```\nfor (const lantern of lanterns) {\n  if (!lantern.lit) await light(lantern, { until: "22:00" });\n}\n```';

export const WORDS: Record<string, Words> = {
  en: {
    anna: 'Anna',
    boris: 'Boris',
    clara: 'Clara',
    rooms: ['Evening garden', 'Book club: chapter seven', 'Neighbours of Lamp Street'],
    sealed: 'Under the third stone',
    description: 'Lanterns, tea and plans for the weekend. How to get here: https://example.org/garden',
    reason: 'Too many lanterns in a row',
    greeting: 'Good evening! Is the gate still open?',
    answer: 'Until ten. Bring the **lanterns**, it gets dark early now.',
    mistake: 'And somehting warm to drink',
    correction: 'And something warm to drink 🍵',
    code: `This lights them all:\n${CODE}`,
    more: ['@Anna two lanterns are on their way', 'The plan is here: https://example.org/evening-garden'],
  },
  ru: {
    anna: 'Анна',
    boris: 'Борис',
    clara: 'Клара',
    rooms: ['Вечерний сад', 'Книжный клуб: глава седьмая', 'Соседи с Фонарной улицы'],
    sealed: 'Под третьим камнем',
    description: 'Фонари, чай и планы на выходные. Как добраться: https://example.org/garden',
    reason: 'Слишком много фонарей подряд',
    greeting: 'Добрый вечер! Калитка ещё открыта?',
    answer: 'До десяти. Захвати **фонари**, теперь рано темнеет.',
    mistake: 'И чего-нибудь горячео попить',
    correction: 'И чего-нибудь горячего попить 🍵',
    code: `Так загорятся все:\n${CODE}`,
    more: ['@Анна два фонаря уже в пути', 'План здесь: https://example.org/evening-garden'],
  },
};
