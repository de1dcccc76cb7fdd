export { type InviteService, inviteService } from './service.ts';
