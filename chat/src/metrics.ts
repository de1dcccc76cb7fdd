import { type ReadMetric, zeros } from '@lantern/service/metrics';
import { REJECTION_CODES } from './handshake/rejection.ts';
import { CLOSING_REASONS, type ClosingReason, ERROR_CODES } from './protocol.ts';

/**
 * Why a connection ended: a reason that the client is told; its token was revoked, which the client is told as `token_expired`; the
 * client left; it did not answer pings; it broke the protocol; or the service failed.
 */
export type CloseCause = ClosingReason | 'revoked' | 'left' | 'no_pong' | 'protocol_error' | 'failed';
const CLOSE_CAUSES: readonly CloseCause[] = [
  ...CLOSING_REASONS,
  'revoked',
  'left',
  'no_pong',
  'protocol_error',
  'failed',
];

/** The counts of the chat service. They are plain numbers, so that counting costs an addition only. */
export class ChatMetrics {
  rooms = 0;
  sockets = 0;
  /** Accounts with a socket on this process. */
  members = 0;
  messages = 0;
  commands = 0;
  /** A frame for one connection is one delivery. */
  deliveries = 0;
  /** Frames that wait together leave in one write for each connection. */
  writes = 0;
  readonly refusals = zeros(ERROR_CODES);
  readonly closed = zeros(CLOSE_CAUSES);
  readonly handshakes = zeros(['accepted', 'failed', ...REJECTION_CODES]);
}

/** Describes these counts to Prometheus. */
export const chatMetrics = (counted: ChatMetrics): ReadMetric[] => [
  {
    name: 'lantern_chat_rooms',
    help: 'Rooms that are open on this process',
    type: 'gauge',
    read: () => counted.rooms,
  },
  {
    name: 'lantern_chat_sockets',
    help: 'Open sockets',
    type: 'gauge',
    read: () => counted.sockets,
  },
  {
    name: 'lantern_chat_members',
    help: 'Accounts with an open socket on this process',
    type: 'gauge',
    read: () => counted.members,
  },
  {
    name: 'lantern_chat_messages_total',
    help: 'Messages that members sent and everybody in the room was to get',
    type: 'counter',
    read: () => counted.messages,
  },
  {
    name: 'lantern_chat_commands_total',
    help: 'Slash commands that members sent',
    type: 'counter',
    read: () => counted.commands,
  },
  {
    name: 'lantern_chat_deliveries_total',
    help: 'Frames for everybody in a room, counted once for each of its sockets',
    type: 'counter',
    read: () => counted.deliveries,
  },
  {
    name: 'lantern_chat_writes_total',
    help: 'Writes to sockets that these deliveries took: frames that wait together leave as one',
    type: 'counter',
    read: () => counted.writes,
  },
  {
    name: 'lantern_chat_refusals_total',
    help: 'Frames of members that were refused, by the code that they were told',
    type: 'counter',
    label: 'code',
    read: () => counted.refusals,
  },
  {
    name: 'lantern_chat_sockets_closed_total',
    help: 'Sockets that ended, by the reason',
    type: 'counter',
    label: 'reason',
    read: () => counted.closed,
  },
  {
    name: 'lantern_chat_handshakes_total',
    help: 'Handshakes, by their outcome',
    type: 'counter',
    label: 'outcome',
    read: () => counted.handshakes,
  },
];
