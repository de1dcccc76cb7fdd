import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@lantern/service/log';
import type { JWTVerifyGetKey } from 'jose';
import type { Cluster, Notice } from './cluster/cluster.ts';
import { commandDesk, type RunCommand } from './commands/commands.ts';
import { Connection, type ConnectionEvents } from './connection/connection.ts';
import { answerPing, converse } from './connection/frame-handler.ts';
import { verifyRoomToken } from './handshake/room-token.ts';
import { createUpgrade } from './handshake/upgrade.ts';
import { issuedAt, type RoomTokenClaims } from './protocol.ts';
import { type Introspect, introspection } from './revocation/introspection.ts';
import { RevocationList } from './revocation/revocation-list.ts';
import { Rooms } from './room/rooms.ts';
import { now, TIMING, type Timing } from './timing.ts';

export type ChatParts = {
  /** Public keys of the room tokens. */
  keys: JWTVerifyGetKey;
  cluster: Cluster;
  log: Logger;
  /** What does the slash commands; absent: there are none. */
  runCommand?: RunCommand | undefined;
  /** Makes up for missed revocations; absent: these take effect when the token expires. */
  introspect?: Introspect | undefined;
  messagesPerMinute: number;
  socketsPerPerson: number;
  /** None: the origin the service is reached under. */
  allowedOrigins: readonly string[];
  timing?: Partial<Timing>;
};

export type Chat = {
  /** A listener for an HTTP server's `upgrade` event; answers every path but `/ws` with 404. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Whether people should be sent here: false while stopping, and while news from web would not arrive. */
  ready(): boolean;
  /** Tells everybody when to come back, closes, lets nobody in any more; resolves within a few seconds. */
  drain(): Promise<void>;
};

/** Builds the chat service from its parts; it listens to nothing by itself. */
export function buildChat(parts: ChatParts): Chat {
  const { keys, cluster, log, messagesPerMinute, socketsPerPerson, allowedOrigins } = parts;
  const timing = { ...TIMING, ...parts.timing };
  const rooms = new Rooms({ timing, messagesPerMinute, cluster });
  const revocations = new RevocationList();
  const { isActive, recheck } = introspection({ introspect: parts.introspect, cluster, revocations });
  let epoch = cluster.subscriptionEpoch();
  const command = commandDesk(parts.runCommand, timing.command, log);
  let draining = false;

  const events: ConnectionEvents = {
    frame: (connection, data, isBinary) => converse(connection, data, isBinary, { renew, command }),
    pinged: answerPing,
    gone(connection, reason) {
      rooms.leave(connection, reason === 'removed');
      if (reason === 'too_slow' || reason === 'flooding') {
        log.warn({ reason, person: connection.member.id, room: connection.room.id }, 'socket cut off');
      }
    },
    failed: ({ member, room }, error) =>
      log.error({ err: error, person: member.id, room: room.id }, 'a socket failed'),
  };

  async function renew(connection: Connection, token: string): Promise<boolean> {
    const claims = await verifyRoomToken(token, keys).catch(() => undefined);
    if (!claims || claims.sub !== connection.member.id || claims.room_id !== connection.room.id) return false;
    const active = await Promise.resolve(isActive(claims, token)).catch(() => false);
    if (!active || revocations.includes(claims)) return false;
    connection.extend(token, claims);
    // The notice of a new name may have been lost.
    rooms.rename({ id: claims.sub, name: claims.name }, issuedAt(claims));
    return true;
  }

  function turnAway(claims: RoomTokenClaims) {
    if (revocations.includes(claims)) return 'token_revoked';
    return rooms.socketsOf(claims.sub) >= socketsPerPerson ? 'too_many_sockets' : undefined;
  }

  /** Neither the bus nor the clock has anybody who would catch what is thrown. */
  function guarded<Args extends unknown[]>(what: string, work: (...args: Args) => void) {
    return (...args: Args) => {
      try {
        work(...args);
      } catch (error) {
        log.error({ err: error }, what);
      }
    };
  }

  const handleNotice = (notice: Notice) => {
    revocations.add(notice, Date.now());
    if (notice.type === 'room-deleted') rooms.closeDeleted(notice.room_id);
    else if (notice.type === 'member-removed') rooms.removeMember(notice.person_id, notice.room_id);
    else if (notice.type === 'person-revocation')
      for (const personId of notice.person_ids) rooms.revoke(personId);
    else if (notice.type === 'person-renamed')
      rooms.rename({ id: notice.person_id, name: notice.name }, notice.since);
    else if (notice.type === 'sign-in-revocation') rooms.revoke(notice.person_id, notice.sign_in_id);
    else for (const roomId of notice.room_ids) rooms.revokeRoom(roomId);
  };
  cluster.subscribe(guarded('a notice failed', handleNotice));

  // One clock for every deadline of every socket and room.
  const tick = () => {
    rooms.tick(now());
    revocations.removeExpired(Date.now());
    const before = epoch;
    epoch = cluster.subscriptionEpoch();
    // Sign-ins of people who are here may have been revoked while no notice arrived.
    if (epoch !== before) recheck(rooms.all());
  };
  const clock = setInterval(guarded('a turn of the clock failed', tick), timing.tick).unref();

  return {
    upgrade: createUpgrade({
      keys,
      allowedOrigins,
      farewell: timing.farewell,
      turnAway,
      isActive,
      closed: () => (draining ? 'restarting' : undefined),
      refused(code, { origin, host }) {
        if (code === 'origin_refused') log.info({ code, origin, host }, 'turned away: see ALLOWED_ORIGINS');
        else log.debug({ code }, 'turned away');
      },
      failed: (error) => log.error(error, 'an upgrade failed'),
      prepare: (claims) => rooms.of(claims).ready,
      admit(socket, stream, claims, token) {
        // It is the largest thing that a connection could hold.
        const kept = parts.runCommand || parts.introspect ? token : undefined;
        rooms.enter(new Connection(socket, stream, claims, kept, rooms.of(claims), events, timing));
      },
    }),
    ready: () => !draining && cluster.isConnected(),
    async drain() {
      draining = true;
      clearInterval(clock);
      await farewell(rooms.all(), timing);
    },
  };
}

/** Sees everybody off; who does not answer in time is cut off by their socket. */
async function farewell(connections: readonly Connection[], timing: Timing): Promise<void> {
  const closed = connections.map((connection) => connection.whenClosed());
  for (const connection of connections) {
    connection.close('restart', Math.trunc((1 + Math.random()) * timing.comeBack));
  }
  await Promise.all(closed);
}
