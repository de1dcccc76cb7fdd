export type { OwnedRoom, Room } from './repository.ts';
export { demandEntry, restrictionsFor } from './restriction.ts';
export { roomChange, search } from './schemas.ts';
export { type RoomService, roomService } from './service.ts';
