import { configureNesting, parser as html } from '@lezer/html';
import { parser as css } from './css.ts';
import { jsx } from './javascript.ts';

/** With what its scripts and styles say. */
export const parser = html.configure({
  wrap: configureNesting(
    [
      { tag: 'script', parser: jsx },
      { tag: 'style', parser: css },
    ],
    [{ name: 'style', parser: css.configure({ top: 'Styles' }) }],
  ),
});
