import { createElement, findPart } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { MessageView } from '../messages/message-view.ts';

export interface Target {
  kind: 'reply' | 'edit';
  message: MessageView;
}

/** The message that the reader answers or corrects, in a bar above the composer. */
export class ComposeTarget {
  #element: HTMLElement;
  #text: HTMLElement;
  #translator: Translator;
  #target: Target | undefined;

  /** @param onCancel called when the reader presses the bar's button */
  constructor(options: { root: ParentNode; translator: Translator; onCancel(): void }) {
    const { root, translator, onCancel } = options;
    this.#element = findPart(root, 'compose-target', HTMLElement);
    this.#text = findPart(root, 'compose-target-text', HTMLElement);
    this.#translator = translator;
    findPart(root, 'compose-target-cancel', HTMLButtonElement).addEventListener('click', onCancel);
  }

  get current(): Target | undefined {
    return this.#target;
  }

  /** Whether the focus is in the bar, and lost when that is hidden. */
  get hasFocus(): boolean {
    return this.#element.contains(document.activeElement);
  }

  set(target: Target | undefined): void {
    this.#target = target;
    this.#element.hidden = target === undefined;
    this.retranslate();
  }

  retranslate(): void {
    this.#text.replaceChildren();
    if (!this.#target) return;
    const { kind, message } = this.#target;
    const { t } = this.#translator;
    const what =
      kind === 'edit'
        ? [createElement('strong', '', t('target.edit'))]
        : [
            createElement('strong', '', t('target.reply')),
            ' ',
            createElement('bdi', '', message.member.name),
          ];
    const words = createElement('span', 'compose-target-words', message.text);
    words.dir = 'auto';
    this.#text.replaceChildren(...what, ' ', words);
  }
}
