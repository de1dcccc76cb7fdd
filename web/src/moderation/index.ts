export { type Act, writeRoomLog } from './log/repository.ts';
export { type RoomOverview, roomOverview } from './overview.ts';
export { type ModerationService, moderationService } from './service.ts';
