import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@lantern/service/log';
import { REQUEST_ID_HEADER, requestIdOf } from '@lantern/service/request-id';
import type { JWTVerifyGetKey } from 'jose';
import type { Cluster } from './cluster/cluster.ts';
import { commandRunner, type RunCommand } from './commands/commands.ts';
import { Connection } from './connection/connection.ts';
import { connectionHandlers } from './connection/connection-handlers.ts';
import { closeAll, handOver } from './drain.ts';
import { createUpgradeHandler } from './handshake/upgrade.ts';
import { ChatMetrics } from './metrics.ts';
import type { RoomTokenClaims } from './protocol.ts';
import { type Introspect, introspection } from './revocation/introspection.ts';
import { noticeHandler } from './revocation/notice-handler.ts';
import { RevocationList } from './revocation/revocation-list.ts';
import { Rooms } from './room/rooms.ts';
import { now, TIMING, type Timing } from './timing.ts';

export type ChatParts = {
  /** Public keys of the room tokens. */
  keys: JWTVerifyGetKey;
  cluster: Cluster;
  log: Logger;
  /** Runs the slash commands; absent: there are none. */
  runCommand?: RunCommand | undefined;
  /** Asks web about tokens whose revocation may have been missed; absent: they end when they expire. */
  introspect?: Introspect | undefined;
  /** Whether other processes may take over the members when this one stops. */
  handsOver?: boolean;
  messagesPerMinute: number;
  socketsPerPerson: number;
  /** Empty: the origin that the `Host` of a request names. */
  allowedOrigins: readonly string[];
  timing?: Partial<Timing>;
  /** Holds the counts; absent: no metrics are served. */
  metrics?: ChatMetrics;
  /** Makes the id of a handshake in the log; absent: it is the gateway's id, since only the gateway reaches this process. */
  requestId?: (request: IncomingMessage) => string;
};

export type Chat = {
  /** A listener for an HTTP server's `upgrade` event; answers every path but `/ws` with 404. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /**
   * Whether this process takes new connections. It does not while it stops, while notices of web do not arrive, and while Redis
   * does not take packets for the other processes.
   */
  ready(): Promise<boolean>;
  /**
   * Rejects new handshakes and tells each client when to reconnect. With `handsOver` clients have time to connect to another process
   * first. Then closes what is still open; resolves within a few seconds.
   */
  drain(): Promise<void>;
};

/** Builds the chat service from its parts; it listens to nothing by itself. */
export function buildChat(parts: ChatParts): Chat {
  const {
    keys,
    cluster,
    log,
    messagesPerMinute,
    socketsPerPerson,
    allowedOrigins,
    metrics = new ChatMetrics(),
  } = parts;
  const timing = { ...TIMING, ...parts.timing };
  const rooms = new Rooms({ timing, messagesPerMinute, cluster, metrics });
  const revocations = new RevocationList();
  const { isActive, recheck } = introspection({ introspect: parts.introspect, cluster, revocations });
  let subscriptions = cluster.subscriptionCount();
  const command = commandRunner({ run: parts.runCommand, timeout: timing.command, log });
  let draining = false;

  const handlers = connectionHandlers({ keys, isActive, revocations, rooms, command, metrics, log });

  function rejectionOf(claims: RoomTokenClaims) {
    if (revocations.includes(claims)) return 'token_revoked';
    return rooms.socketsOf(claims.sub) >= socketsPerPerson ? 'too_many_sockets' : undefined;
  }

  /** Logs what is thrown in a callback of the cluster or of the timer, where nothing else would catch it. */
  function guarded<Args extends unknown[]>(message: string, callback: (...args: Args) => void) {
    return (...args: Args) => {
      try {
        callback(...args);
      } catch (error) {
        log.error({ err: error }, message);
      }
    };
  }

  cluster.onNotice(guarded('notice failed', noticeHandler({ rooms, revocations })));

  // One timer for the deadlines of all sockets and rooms.
  const tick = () => {
    rooms.tick(now());
    revocations.removeExpired(Date.now());
    const before = subscriptions;
    subscriptions = cluster.subscriptionCount();
    // Tokens of open connections may have been revoked while no notice arrived.
    if (subscriptions !== before) recheck(rooms.all());
  };
  const timer = setInterval(guarded('tick failed', tick), timing.tick).unref();

  return {
    upgrade: createUpgradeHandler({
      keys,
      requestId: parts.requestId ?? (({ headers }) => requestIdOf(headers[REQUEST_ID_HEADER])),
      allowedOrigins,
      closeTimeout: timing.closeTimeout,
      rejectionOf,
      isActive,
      rejectionOfAll: () => (draining ? 'restarting' : undefined),
      onReject(code, { origin, host, [REQUEST_ID_HEADER]: request_id }) {
        metrics.handshakes[code] += 1;
        if (code === 'origin_refused')
          log.info({ code, origin, host, request_id }, 'handshake rejected: see ALLOWED_ORIGINS');
        else log.info({ code, request_id }, 'handshake rejected');
      },
      onError(error, { [REQUEST_ID_HEADER]: request_id }) {
        metrics.handshakes.failed += 1;
        log.error({ err: error, request_id }, 'handshake failed');
      },
      // Opens it: an accepted handshake finds it ready.
      prepareRoom: (claims) => rooms.openFor(claims).ready,
      onOpen({ socket, stream, claims, token, requestId }) {
        metrics.handshakes.accepted += 1;
        // The log holds neither the account nor the room: Lantern keeps no record of members.
        log.info({ request_id: requestId }, 'handshake accepted');
        rooms.enter(
          new Connection({
            socket,
            stream,
            claims,
            // The token is the largest thing that a connection could hold.
            token: parts.runCommand || parts.introspect ? token : undefined,
            room: rooms.openFor(claims),
            requestId,
            handlers,
            timing,
          }),
        );
      },
    }),
    ready: async () => !draining && (await cluster.isReady()),
    async drain() {
      draining = true;
      if (parts.handsOver) await handOver(rooms, timing);
      clearInterval(timer);
      await closeAll(rooms, timing);
    },
  };
}
