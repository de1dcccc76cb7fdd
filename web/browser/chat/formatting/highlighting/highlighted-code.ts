import { createElement } from '../../dom/elements.ts';
import type { Piece } from '../formatted-text.ts';
import { pieceNodes } from '../piece-nodes.ts';
import { grammarOf } from './grammar-names.ts';
import { highlightedPieces } from './highlighted-pieces.ts';
import { parseInTurn } from './parse-queue.ts';

/**
 * Renders the text of a block of code, in colours if its language has a grammar. The first block of a language loads the grammar: until
 * then the code has the colour of text, and if the grammar does not arrive it keeps that.
 */
export function codeElement(content: readonly Piece[], language: string): HTMLElement {
  const code = createElement('code', '', ...pieceNodes(content));
  const loadGrammar = grammarOf(language);
  if (loadGrammar) void highlight(code, content, loadGrammar);
  return code;
}

async function highlight(
  code: HTMLElement,
  content: readonly Piece[],
  loadGrammar: NonNullable<ReturnType<typeof grammarOf>>,
): Promise<void> {
  try {
    const tree = await parseInTurn(await loadGrammar(), code.textContent);
    if (!tree) return;
    const nodes = highlightedPieces(content, tree).flatMap((piece) =>
      piece.className ? [createElement('span', piece.className, piece.text)] : pieceNodes([piece]),
    );
    // A screen reader reads the code once.
    code.ariaLive = 'off';
    code.replaceChildren(...nodes);
  } catch {
    // The site is away, and the next block tries again; or the code is nested too deep for the stack.
  }
}
