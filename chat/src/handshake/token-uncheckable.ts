/** A token may be valid, but that cannot be checked: the public keys cannot be fetched, or web cannot be asked. */
export class TokenUncheckable extends Error {
  override name = 'TokenUncheckable';
}
