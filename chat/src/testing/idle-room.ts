import type { LocalRoom } from '../cluster/cluster.ts';

/** A room without members, which ignores its peers. */
export const IDLE_ROOM: LocalRoom = {
  localState: () => ({ members: [] }),
  setPeerState() {},
  peerMemberJoinedOrRenamed() {},
  peerMemberLeft() {},
  peerBroadcast() {},
  partialChanged() {},
  messagesMissed() {},
};
