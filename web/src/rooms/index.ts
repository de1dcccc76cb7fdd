export { demandEntry, entryRefusal, mayInvite } from './entry/entry.ts';
export type { RoomDetails, RoomRole, Standing } from './entry/repository.ts';
export type { OwnedRoom, Room } from './repository.ts';
export { restrictionsFor } from './restriction.ts';
export { banMembers, newRoom, newRoomForm, roomChange, sealed, search } from './schemas.ts';
export { type RoomService, roomService } from './service.ts';
