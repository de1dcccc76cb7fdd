import type { PartialParse, Tree } from '@lezer/common';

/** In milliseconds: how long blocks of code are parsed before the page may do something else. */
const LONGEST_SLICE = 8;
/** In milliseconds, for one block: several times what code of 4,000 characters needs on a slow phone. Nonsense may need far more. */
const LONGEST_PARSE = 200;
/** More blocks than a reader looks at. */
const MAX_WAITING = 50;

/** Parses code in the language that it is for. */
export interface CodeParser {
  startParse(code: string): PartialParse;
}

type Waiting = { parse: PartialParse; spent: number; finish: (tree: Tree | undefined) => void };

const queue: Waiting[] = [];

/**
 * Parses a block of code without holding the page: the blocks of all messages take turns with everything else. What strangers send
 * may be made to keep a parser busy, so that each block gets a limited time.
 *
 * @returns undefined if that was not enough, or too many blocks wait
 */
export function parseInTurn(parser: CodeParser, code: string): Promise<Tree | undefined> {
  if (queue.length >= MAX_WAITING) return Promise.resolve(undefined);
  return new Promise((finish) => {
    queue.push({ parse: parser.startParse(code), spent: 0, finish });
    if (queue.length === 1) queueMicrotask(parseSlice);
  });
}

function parseSlice(): void {
  let now = performance.now();
  const end = now + LONGEST_SLICE;
  for (let first = queue[0]; first; first = queue[0]) {
    if (now >= end) {
      setTimeout(parseSlice);
      return;
    }
    const tree = advance(first);
    const before = now;
    now = performance.now();
    first.spent += now - before;
    if (tree === null && first.spent < LONGEST_PARSE) continue;
    queue.shift();
    first.finish(tree ?? undefined);
  }
}

/** @returns null while there is more to do, undefined if the parser fails: it is not ours, and the next block has its turn */
function advance({ parse }: Waiting): Tree | null | undefined {
  try {
    return parse.advance();
  } catch {
    return undefined;
  }
}
