import type { BroadcastKind, Cluster, RoomRelay } from '../cluster/cluster.ts';
import { listFrame, textFrame } from '../connection/frame-encoder.ts';
import type { ChatMetrics } from '../metrics.ts';
import { MAX_LISTED, type Member, type MemberRole } from '../protocol.ts';
import { now, type Timing } from '../timing.ts';
import { Presence, type PresenceChange } from './presence.ts';
import { PresenceUpdates } from './presence-updates.ts';
import type { RoomRateLimits } from './rate-limit/room-rate-limits.ts';
import type { RoomConnection } from './room-connection.ts';
import { RoomDelivery } from './room-delivery.ts';
import { RoomName } from './room-name.ts';
import type { ToldCounts } from './told-counts.ts';
import { TypingLimit } from './typing-limit.ts';
import type { Mute } from './write-permission/mutes.ts';
import { type LastMessages, SlowMode } from './write-permission/slow-mode.ts';
import { WritePermission } from './write-permission/write-permission.ts';
import type { WriteScheduler } from './write-scheduler.ts';

/** The parts that all rooms of a process share. */
export type SharedRoomParts = {
  writeScheduler: WriteScheduler;
  timing: Timing;
  messagesPerMinute: number;
  cluster: Cluster;
  metrics: ChatMetrics;
  lastMessages: LastMessages;
  counts: ToldCounts;
};

export type RoomParts = SharedRoomParts & { id: string; name: string; rateLimits: RoomRateLimits };

/** An open room: its members, their connections, and the frames about to be written to these. It keeps no message. */
export class Room {
  readonly id: string;
  readonly openedAt = now();
  /** See {@link RoomRelay.ready}. */
  readonly ready: Promise<void> | undefined;
  readonly metrics: ChatMetrics;
  readonly writing: WritePermission;
  readonly rateLimits: RoomRateLimits;
  readonly #name: RoomName;
  readonly #writeScheduler: WriteScheduler;
  readonly #timing: Timing;
  readonly #messagesPerMinute: number;
  readonly #relay: RoomRelay;
  readonly #presence: Presence;
  readonly #presenceUpdates = new PresenceUpdates();
  readonly #delivery: RoomDelivery;
  readonly #typingLimit = new TypingLimit();
  #flushScheduled = false;
  #entering = false;

  constructor({ id, name, rateLimits, ...shared }: RoomParts) {
    const { writeScheduler, timing, messagesPerMinute, cluster, metrics, counts } = shared;
    this.id = id;
    this.#name = new RoomName(name);
    this.metrics = metrics;
    this.#delivery = new RoomDelivery(metrics);
    this.#writeScheduler = writeScheduler;
    this.#timing = timing;
    this.#messagesPerMinute = messagesPerMinute;
    this.rateLimits = rateLimits;
    this.writing = new WritePermission(new SlowMode(id, shared.lastMessages));
    this.#presence = new Presence({
      grace: timing.grace,
      countTouched: () => counts.touch(id, this.#presence),
      changed: (kind, member) => this.#presenceChanged(kind, member),
      notifyPeers: {
        memberJoinedOrRenamed: (member) => {
          this.#relay.memberJoinedOrRenamed(member);
          this.#scheduleFlush();
        },
        memberLeft: (memberId) => {
          this.#relay.memberLeft(memberId);
          this.#scheduleFlush();
        },
      },
    });
    this.#relay = cluster.join(id, {
      localState: () => ({ members: this.#presence.localMembers(), waits: this.writing.waits() }),
      setPeerState: (peer, { members, waits }) => {
        this.#presence.setPeerMembers(peer, members);
        this.writing.notePeerWaits(waits);
      },
      peerMemberJoinedOrRenamed: (peer, member) => this.#presence.peerMemberJoinedOrRenamed(peer, member),
      peerMemberLeft: (peer, memberId) => this.#presence.peerMemberLeft(peer, memberId),
      peerBroadcast: (kind, frame, from) => {
        this.writing.notePeerFrame(kind, frame, from);
        this.#enqueue(frame, from);
      },
      partialChanged: (partial) => this.#enqueue(textFrame({ type: 'cluster', partial })),
      messagesMissed: (since) => this.#enqueue(textFrame({ type: 'gap', from: since, to: Date.now() })),
    });
    this.ready = this.#relay.ready;
  }

  get connections(): readonly RoomConnection[] {
    return this.#delivery.connections;
  }

  /** See {@link Flushable}. */
  get deliveredAt(): number {
    return this.#delivery.deliveredAt;
  }

  /** Whether nobody is in the room or about to enter it, and the peers know that nobody is. */
  get mayClose(): boolean {
    // On a shared room the peers must still be told when the grace ends.
    const inUse = this.#entering || (this.#relay.isShared && this.#presence.lingering);
    return this.connections.length === 0 && !inUse;
  }

  enter(connection: RoomConnection): void {
    // The new connection must not get messages from before. Delivering them may disconnect the last slow reader, and the room must
    // not be closed under the one who enters.
    this.#entering = true;
    this.#delivery.deliver();
    this.#entering = false;
    connection.member = this.#presence.enter(connection.member, connection.namedAt);
    this.setMute(connection.member.id, { until: connection.mutedUntil }, connection.namedAt);
    this.#delivery.add(connection);
    connection.write(this.#welcome(connection.member));
    connection.listsAll = this.#presence.size <= MAX_LISTED;
    this.#presenceUpdates.connectionOpened(connection);
  }

  /** @param forGood without the grace that a reload gets */
  leave(connection: RoomConnection, forGood: boolean): void {
    this.#delivery.remove(connection);
    this.#presenceUpdates.connectionClosed(connection);
    this.#presence.leave(connection.member.id, forGood, now());
  }

  /**
   * Queues `frame` for all connections in the room; it is written soon, together with other pending frames.
   *
   * @param frame bytes of one whole frame
   * @param from its author; members get the frame that the author joined before this one
   */
  broadcast(kind: BroadcastKind, frame: Buffer, from: string): void {
    this.#relay.broadcast(kind, frame, from);
    this.#enqueue(frame, from);
  }

  /** See {@link RoomName.set}. */
  rename(name: string, at: number): void {
    if (this.#name.set(name, at)) this.#enqueue(textFrame({ type: 'room_renamed', name }));
  }

  /** See {@link Presence.rename}. */
  renameMember(member: Member, at: number): void {
    this.#presence.rename(member, at);
  }

  /** See {@link Presence.setRole}. */
  setRole(memberId: string, role: MemberRole | undefined, at: number): void {
    this.#presence.setRole(memberId, role, at);
  }

  /** See {@link WritePermission.setMute}. */
  setMute(memberId: string, mute: Mute, at: number): void {
    const frame = this.writing.setMute(memberId, mute, at);
    if (!frame) return;
    for (const connection of this.connections) if (connection.member.id === memberId) connection.write(frame);
  }

  /** See {@link SlowMode.set}. */
  setSlowMode(seconds: number, at: number): void {
    if (this.writing.slowMode.set(seconds, at)) this.#enqueue(textFrame({ type: 'slow_mode', seconds }));
  }

  flush(): void {
    this.#flushScheduled = false;
    this.#sendDueUpdates(now());
    this.#relay.flush();
    this.#delivery.deliver();
  }

  /** Returns the names of at most `most` members, and how many members there are. */
  people(most: number): { names: string[]; count: number } {
    return { names: this.#presence.listed(most).map(({ name }) => name), count: this.#presence.size };
  }

  /** See {@link TypingLimit.mayShow}. */
  mayShowTyping(memberId: string): boolean {
    return this.#typingLimit.mayShow(this.#presence, memberId);
  }

  /** Removes members whose grace is over, and sends the presence updates that are due. */
  tick(moment: number): void {
    this.#presence.tick(moment);
    this.writing.removeExpired(Date.now());
    this.rateLimits.removeFull(moment, (memberId) => this.#presence.has(memberId));
    this.#sendDueUpdates(moment);
  }

  close(): void {
    this.#relay.flush();
    this.#relay.close();
  }

  #welcome(you: Member): Buffer {
    const [room, count] = [{ id: this.id, name: this.#name.text }, this.#presence.size];
    const limits = { text: this.writing.maxText, messages_per_minute: this.#messagesPerMinute };
    const told = { ...(this.#relay.partial ? { partial: true } : {}), ...this.writing.described(you) };
    return listFrame(
      { type: 'welcome', at: Date.now(), room, you, members: [], count, limits, ...told },
      this.#presence.roster(),
    );
  }

  #enqueue(frame: Buffer, from?: string): void {
    if (from !== undefined && this.#presenceUpdates.has(from)) this.#sendUpdates();
    this.#delivery.enqueue(frame);
    this.#scheduleFlush();
  }

  #presenceChanged(kind: PresenceChange, member: Member): void {
    if (kind === 'renamed') {
      for (const connection of this.connections)
        if (connection.member.id === member.id) connection.member = member;
      this.#enqueue(textFrame({ type: 'renamed', member }), member.id);
      return;
    }
    if (kind === 'left') this.rateLimits.memberLeft(member.id);
    if (this.connections.length === 0) return;
    this.#presenceUpdates.add(kind, member);
    // A quiet room gets the update at once; in a busy one it waits for the next tick and for further updates.
    if (this.#updatesAreDue(now())) this.#scheduleFlush();
  }

  #updatesAreDue(moment: number): boolean {
    return this.#presenceUpdates.isDue(moment, this.connections.length, this.#timing.tick);
  }

  #sendDueUpdates(moment: number): void {
    if (this.#updatesAreDue(moment)) this.#sendUpdates();
  }

  #sendUpdates(): void {
    this.#presenceUpdates.send(this.connections, this.#presence.size, () => this.#presence.roster());
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    this.#writeScheduler.add(this);
  }
}
