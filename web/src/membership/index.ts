export type { Payments } from './payments.ts';
export type { Membership } from './repository.ts';
export { type MembershipService, membershipService } from './service.ts';
