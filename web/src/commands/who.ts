import { isolated } from '../text/isolated.ts';
import type { Command } from './command.ts';

export const who: Command = {
  name: 'who',
  takesWords: false,
  run({ people: { names, count }, locale, t }) {
    const hidden = count - names.length;
    const others = hidden > 0 ? [t('commands:who.others', { count: hidden })] : [];
    const list = new Intl.ListFormat(locale).format([...names.map(isolated), ...others]);
    return { kind: 'private', text: t('commands:who.answer', { count, list }) };
  },
};
