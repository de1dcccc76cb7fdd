export type { ManagedAccount } from './repository.ts';
export { type Change, checkAccount, type PeopleService, peopleService } from './service.ts';
