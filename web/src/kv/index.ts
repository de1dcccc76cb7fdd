export type { Quota } from './repository.ts';
export { kvService } from './service.ts';
