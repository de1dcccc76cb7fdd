/** A part of a line of text: words, a link or a mention of the reader, as the page knows them without any formatting. */
export interface Piece {
  text: string;
  /** The target, for a piece that is a link. */
  href?: string;
  /** Whether the piece mentions the reader. */
  mention?: boolean;
}

export type Inline =
  | ({ kind: 'piece' } & Piece)
  | { kind: 'code'; content: Piece[] }
  | { kind: 'italic' | 'bold' | 'strike'; content: Inline[] };

export type Block =
  | { kind: 'paragraph'; content: Inline[] }
  | { kind: 'code'; language: string; content: Piece[] }
  | { kind: 'quote'; content: Block[] }
  | { kind: 'list'; marker: ListMarker; items: ListItem[] };

/** What stands before an item, or after its number. */
export type ListMarker = 'bullet' | '.' | ')';

export interface ListItem {
  /** Absent in a list without numbers. */
  number?: number;
  content: Block[];
}
