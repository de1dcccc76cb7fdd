import { createElement } from '../dom/elements.ts';
import type { Translator } from '../i18n/translator.ts';
import type { Piece } from './formatted-text.ts';
import { pieceNodes } from './piece-nodes.ts';

/** Every text with formatting matches; most others do not, and are shown without the parser. */
const MAY_BE_FORMATTED = /[*_`~]|^[ \t]{0,3}(?:>|[-+][ \t]|\d{1,9}[.)][ \t])/m;

type FormattedView = typeof import('./formatted-view.ts');
type Waiting = { element: HTMLElement; pieces: readonly Piece[]; translator: Translator };

let view: FormattedView | undefined;
let isLoading = false;
let waiting: Waiting[] = [];
let keepPosition = (change: () => void): void => change();

/** Sets what runs a change of messages that are shown already, so that the reader keeps their place in the log. */
export function keepPositionWhileFormatting(keep: (change: () => void) => void): void {
  keepPosition = keep;
}

/** Whether a text needs the parser to tell whether it has formatting. Reads each character once. */
export function mayBeFormatted(text: string): boolean {
  return MAY_BE_FORMATTED.test(text);
}

/**
 * Renders a text with its formatting. The first one loads the parser: until then a text is shown as it was typed, and if the parser
 * does not arrive it stays so.
 */
export function formattedNodes(pieces: readonly Piece[], translator: Translator): Node[] {
  if (view) return view.formattedNodes(pieces, translator);
  const element = createElement('span', '', ...pieceNodes(pieces));
  waiting.push({ element, pieces, translator });
  if (!isLoading) void load();
  return [element];
}

async function load(): Promise<void> {
  isLoading = true;
  try {
    const loaded = await import('./formatted-view.ts');
    view = loaded;
    keepPosition(() => {
      for (const each of waiting) replace(each, loaded);
    });
  } catch {
    // The site is away: the next text tries again.
    isLoading = false;
  }
  waiting = [];
}

function replace({ element, pieces, translator }: Waiting, { formattedNodes }: FormattedView): void {
  // A screen reader has read the text already.
  if (element.parentElement) element.parentElement.ariaLive = 'off';
  element.replaceWith(...formattedNodes(pieces, translator));
}

/** Writes the buttons of a message's blocks of code in the current locale. */
export function retranslateCodeBlocks(message: HTMLElement, translator: Translator): void {
  view?.retranslateCodeBlocks(message, translator);
}
