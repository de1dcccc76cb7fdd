import { createElement } from '../dom/elements.ts';

/** What one option shows and stands for. */
export interface Choice {
  /** What is typed when it is chosen. */
  text: string;
  nodes: (Node | string)[];
}

/** A listbox whose options change with what is typed. */
export class OptionList {
  readonly element: HTMLElement;
  #texts = new Map<HTMLElement, string>();

  /** @param id of the list; those of its options begin with it */
  constructor(id: string, before: HTMLElement) {
    this.element = createElement('ul', 'composer-commands');
    this.element.id = id;
    this.element.role = 'listbox';
    this.element.hidden = true;
    before.before(this.element);
  }

  /** Replaces the options. @param label names the list for screen readers */
  show(label: string, choices: readonly Choice[]): HTMLElement[] {
    this.element.ariaLabel = label;
    this.#texts = new Map(
      choices.map(({ text, nodes }, index) => {
        const option = createElement('li', '', ...nodes);
        option.id = `${this.element.id}-${index}`;
        option.role = 'option';
        option.ariaSelected = 'false';
        return [option, text];
      }),
    );
    const options = [...this.#texts.keys()];
    this.element.replaceChildren(...options);
    return options;
  }

  textOf(option: HTMLElement): string {
    return this.#texts.get(option) ?? '';
  }
}
