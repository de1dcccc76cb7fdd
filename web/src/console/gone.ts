/** Ctrl-C, Ctrl-D, or the end of the connection. */
export class Gone extends Error {
  override name = 'Gone';
}
