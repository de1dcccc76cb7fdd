import type { Command } from './command.ts';

/** A name of letters that are written from the right would turn its neighbours and the count around (UAX #9, FSI and PDI). */
const isolate = (name: string): string => `\u2068${name}\u2069`;

export const who: Command = {
  name: 'who',
  takesWords: false,
  run({ people: { names, count }, language, t }) {
    const hidden = count - names.length;
    const others = hidden > 0 ? [t('commands:who.others', { count: hidden })] : [];
    const list = new Intl.ListFormat(language).format([...names.map(isolate), ...others]);
    return { kind: 'private', text: t('commands:who.answer', { count, list }) };
  },
};
