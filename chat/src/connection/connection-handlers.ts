import type { Logger } from '@lantern/service/log';
import type { JWTVerifyGetKey } from 'jose';
import { verifyRoomToken } from '../handshake/room-token.ts';
import type { ChatMetrics } from '../metrics.ts';
import { issuedAt, tokenAsOf } from '../protocol/token-times.ts';
import type { RoomTokenClaims } from '../protocol.ts';
import type { RevocationList } from '../revocation/revocation-list.ts';
import type { Rooms } from '../room/rooms.ts';
import type { Connection, ConnectionHandlers } from './connection.ts';
import { type FrameActions, frameHandler, handlePing } from './frame-handler.ts';

export type ConnectionHandlersParts = {
  /** Public keys of the room tokens. */
  keys: JWTVerifyGetKey;
  /** Whether a token is still active; rejects when that cannot be found out. */
  isActive(claims: RoomTokenClaims, token: string): boolean | Promise<boolean>;
  revocations: RevocationList;
  rooms: Rooms;
  command: FrameActions['command'];
  metrics: ChatMetrics;
  log: Logger;
};

/** Makes the handlers of all connections: of their frames and pings, of their ends and errors. */
export function connectionHandlers(parts: ConnectionHandlersParts): ConnectionHandlers {
  const { keys, isActive, revocations, rooms, command, metrics, log } = parts;

  async function renew(connection: Connection, token: string): Promise<boolean> {
    const claims = await verifyRoomToken(token, keys).catch(() => undefined);
    if (!claims || claims.sub !== connection.member.id || claims.room_id !== connection.room.id) return false;
    const active = await Promise.resolve(isActive(claims, token)).catch(() => false);
    if (!active || revocations.includes(claims)) return false;
    connection.renew(token, claims);
    // The notices of what has changed may have been lost.
    const { sub: id, name, role, muted_until: until = 0, slow_mode: slowMode = 0 } = claims;
    const [{ room }, at] = [connection, issuedAt(claims)];
    rooms.renameMember({ id, name }, at);
    room.setRole(id, role, at);
    room.setMute(id, { until }, at);
    room.setSlowMode(slowMode, at);
    room.rename(claims.room, tokenAsOf(claims));
    return true;
  }

  return {
    handleFrame: frameHandler({ renew, command }),
    handlePing,
    handleClose(connection, cause) {
      metrics.closed[cause] += 1;
      rooms.leave(connection, cause === 'removed');
      if (cause === 'too_slow' || cause === 'flooding') {
        const { member, room, requestId } = connection;
        log.warn(
          { reason: cause, user_id: member.id, room: room.id, request_id: requestId },
          'client disconnected',
        );
      }
    },
    handleError: ({ member, room, requestId }, error) =>
      log.error(
        { err: error, user_id: member.id, room: room.id, request_id: requestId },
        'connection failed',
      ),
  };
}
