import { CLOSE, type Frame } from '@lantern/chat/protocol';

/** Why the page will not reconnect by itself. */
export type FinalReason =
  | 'signed_out'
  | 'account_disabled'
  | 'csrf_invalid'
  | 'room_not_found'
  | 'room_restricted'
  | 'room_members_only'
  | 'room_banned'
  | 'room_deleted'
  | 'removed';

/** Why the page is not connected at the moment. */
export type TemporaryReason =
  | 'lost'
  | 'unreachable'
  | 'silent'
  | 'blocked'
  | 'restart'
  | 'token_expired'
  | 'too_slow'
  | 'flooding';

/** Whether to reconnect after a socket has closed; `delay`: not sooner than after so many milliseconds. */
export type CloseOutcome =
  | { reconnect: false; reason: FinalReason }
  | { reconnect: true; reason: TemporaryReason; delay?: number };

/** The delay when a server that restarts names none. */
const RESTART_DELAY = 1_000;

/**
 * Decides what the close of a socket means.
 *
 * @param code of the close event; 1006 when the connection broke
 * @param closing the `closing` frame that preceded it, if any; a close code of the protocol has precedence over it
 */
export function interpretClose(code: number, closing?: Frame<'closing'>): CloseOutcome {
  switch (code) {
    case CLOSE.roomDeleted:
      return { reconnect: false, reason: 'room_deleted' };
    case CLOSE.removed:
      return { reconnect: false, reason: 'removed' };
    case CLOSE.tokenExpired:
      return { reconnect: true, reason: 'token_expired', delay: 0 };
    case CLOSE.tooSlow:
      return { reconnect: true, reason: 'too_slow' };
    case CLOSE.flooding:
      return { reconnect: true, reason: 'flooding' };
  }
  if (closing?.reason === 'room_deleted' || closing?.reason === 'removed')
    return { reconnect: false, reason: closing.reason };
  if (closing?.reason === 'too_slow' || closing?.reason === 'flooding')
    return { reconnect: true, reason: closing.reason };
  if (closing?.reason === 'token_expired') return { reconnect: true, reason: 'token_expired', delay: 0 };
  if (closing || code === CLOSE.restart || code === CLOSE.goingAway)
    return { reconnect: true, reason: 'restart', delay: closing?.retry_in ?? RESTART_DELAY };
  return { reconnect: true, reason: 'lost' };
}
