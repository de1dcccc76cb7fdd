export type { ManagedAccount } from './repository.ts';
export { checkAccount, type PeopleService, peopleService } from './service.ts';
