import { Chance } from './chance.ts';

const split = (text: string) => text.split(' ');

/** Words and names of one language; lists of common ones first, so that some are in every tenth name and most in few. */
export type Words = {
  first: string[];
  last: string[];
  kinds: string[];
  topics: string[];
  places: string[];
};

type Language = { seed: number; count: number; syllables: string[]; suffixes: string[] };

/** Made-up words after the pattern of a language, the same at each call: a real town has thousands of surnames and streets. */
function madeUp({ seed, count, syllables, suffixes }: Language): string[] {
  const chance = new Chance(seed);
  const words = new Set<string>();
  while (words.size < count) {
    const stem = Array.from({ length: 2 + chance.below(2) }, () => chance.pick(syllables)).join('');
    const word = stem + chance.pick(suffixes);
    words.add(word.charAt(0).toUpperCase() + word.slice(1));
  }
  return [...words];
}

const RUSSIAN_SYLLABLES = split(
  'бе ва го да жи за ка ле ми но по ра се ту фё хо че ше бор вел гор дар кол лес мир нов пол род сол тар чер яр',
);
const ENGLISH_SYLLABLES = split(
  'al ban car del el fen gar hol in jor kel lan mer nor os pel quin ros sel ter um ver wil yar bran crof dun grim',
);

export const RUSSIAN: Words = {
  first: split(
    'Александр Анна Дмитрий Мария Сергей Елена Андрей Ольга Алексей Наталья Иван Татьяна Михаил Ирина Николай Светлана Павел Юлия Борис Вера',
  ),
  last: [
    ...split('Иванов Смирнов Кузнецов Попов Соколов Лебедев Козлов Новиков Морозов Волков'),
    ...madeUp({ seed: 1, count: 6000, syllables: RUSSIAN_SYLLABLES, suffixes: split('ов ев ин ский ко ук') }),
  ],
  kinds: split(
    'Клуб Соседи Чат Кружок Мастерская Школа Команда Отдел Хор Двор Дежурные Библиотека Лаборатория Турнир Семинар Экскурсии',
  ),
  topics: split(
    'шахматы рыбалка музыка сад переезд новости ремонт велосипед книги астрономия керамика фотография волейбол сборы пироги ' +
      'походы математика робототехника вязание пчеловодство палеонтология',
  ),
  places: [
    ...split('Москва Петербург Рязань Тверь Казань Самара Томск Псков Вологда Калуга'),
    ...madeUp({
      seed: 2,
      count: 20000,
      syllables: RUSSIAN_SYLLABLES,
      suffixes: split('ово ино ск ка ец град поль'),
    }),
  ],
};

export const ENGLISH: Words = {
  first: split(
    'James Mary John Linda Robert Susan David Karen Peter Nancy Thomas Emma Henry Alice George Clara Oscar Ruth Victor Grace',
  ),
  last: [
    ...split('Smith Jones Taylor Brown Wilson Evans Walker Wright Green Hall'),
    ...madeUp({
      seed: 3,
      count: 6000,
      syllables: ENGLISH_SYLLABLES,
      suffixes: split('ton son ley man er wood'),
    }),
  ],
  kinds: split(
    'Club Neighbours Office Team Workshop School Choir Harbour Night-shift Library Lab Tournament Seminar Band Volunteers Crew',
  ),
  topics: split(
    'chess fishing music garden moving news repairs cycling books astronomy pottery photography volleyball planning baking ' +
      'hiking mathematics robotics knitting beekeeping palaeontology',
  ),
  places: [
    ...split('London Bristol Leeds York Dover Bath Derby Oxford Exeter Durham'),
    ...madeUp({
      seed: 4,
      count: 20000,
      syllables: ENGLISH_SYLLABLES,
      suffixes: split('ton ford ham field by mouth bridge'),
    }),
  ],
};
