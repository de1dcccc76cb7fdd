export { accountDeletion, type DeleteAccount } from './service.ts';
