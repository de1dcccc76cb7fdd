/** Could not be done: told in one line, exit code 1. */
export class Failure extends Error {
  override name = 'Failure';
}
