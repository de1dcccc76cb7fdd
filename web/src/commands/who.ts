import { isolated } from '../text/isolated.ts';
import type { Command } from './command.ts';

export const who: Command = {
  name: 'who',
  takesWords: false,
  run({ people: { names, count }, language, t }) {
    const hidden = count - names.length;
    const others = hidden > 0 ? [t('commands:who.others', { count: hidden })] : [];
    const list = new Intl.ListFormat(language).format([...names.map(isolated), ...others]);
    return { kind: 'private', text: t('commands:who.answer', { count, list }) };
  },
};
