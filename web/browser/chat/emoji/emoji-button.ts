import { findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';

/** Lets the button beside the composer open the picker, which is loaded then. */
export function setUpEmojiButton(options: {
  root: ParentNode;
  translator: Translator;
  insert(emoji: string): void;
}): void {
  const { root, translator, insert } = options;
  const button = findPart(root, 'emoji', HTMLButtonElement);
  // A disabled button would lose the focus, which comes back to it when the picker closes.
  let isOpen = false;
  button.addEventListener('click', async () => {
    if (isOpen) return;
    isOpen = true;
    try {
      const { pickEmoji } = await import('./emoji-picker.ts');
      const emoji = await pickEmoji(translator);
      if (emoji !== undefined) insert(emoji);
    } catch {
      button.title = translator.t('emoji.failed');
    } finally {
      isOpen = false;
    }
  });
}
