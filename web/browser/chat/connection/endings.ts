import { CLOSE, type Frame } from '@lantern/chat/protocol';

/** Why the page will not come back by itself. */
export type Ending =
  | 'signed_out'
  | 'account_disabled'
  | 'csrf_invalid'
  | 'room_not_found'
  | 'room_restricted'
  | 'room_deleted'
  | 'removed';

/** Why it is not connected just now. */
export type Trouble =
  | 'lost'
  | 'unreachable'
  | 'silent'
  | 'blocked'
  | 'restart'
  | 'token_expired'
  | 'too_slow'
  | 'flooding';

/** What to do when a socket is gone: give up, or come back (`pause`: not sooner than after that many milliseconds). */
export type Closure = { ending: Ending } | { trouble: Trouble; pause?: number };

/** The pause when a restarting server names none. */
const RESTART_PAUSE = 1_000;

/**
 * Reads the end of a socket.
 *
 * @param code of the close event; 1006 when the connection just broke
 * @param closing the `closing` frame that came before it, if any; a code of our own wins over it
 */
export function readClosure(code: number, closing?: Frame<'closing'>): Closure {
  switch (code) {
    case CLOSE.roomDeleted:
      return { ending: 'room_deleted' };
    case CLOSE.removed:
      return { ending: 'removed' };
    case CLOSE.tokenExpired:
      return { trouble: 'token_expired', pause: 0 };
    case CLOSE.tooSlow:
      return { trouble: 'too_slow' };
    case CLOSE.flooding:
      return { trouble: 'flooding' };
  }
  if (closing?.reason === 'room_deleted' || closing?.reason === 'removed') return { ending: closing.reason };
  if (closing?.reason === 'too_slow' || closing?.reason === 'flooding') return { trouble: closing.reason };
  if (closing?.reason === 'token_expired') return { trouble: 'token_expired', pause: 0 };
  if (closing || code === CLOSE.restart || code === CLOSE.goingAway) {
    return { trouble: 'restart', pause: closing?.retry_in ?? RESTART_PAUSE };
  }
  return { trouble: 'lost' };
}
