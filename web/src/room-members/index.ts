export { type RoomMemberService, roomMemberService } from './service.ts';
