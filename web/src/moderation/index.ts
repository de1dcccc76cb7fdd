export { administratorLog } from './administrator-log.ts';
export { type Act, writeRoomLog } from './log/repository.ts';
export { type RoomOverview, roomOverview } from './overview.ts';
export { demandRank, RANK, type Rank, rankNow } from './ranks.ts';
export { type ModerationService, moderationService } from './service.ts';
