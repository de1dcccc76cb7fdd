export { type InviteService, inviteService, mayInvite } from './service.ts';
