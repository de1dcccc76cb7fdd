import type { LocalRoom } from '../cluster/cluster.ts';

/** A room that nobody is in, and that takes no notice of its peers. */
export const IDLE_ROOM: LocalRoom = {
  localMembers: () => [],
  setPeerMembers() {},
  peerMemberJoined() {},
  peerMemberLeft() {},
  peerBroadcast() {},
  partialChanged() {},
  messagesMissed() {},
};
