export { type CommandService, commandService } from './service.ts';
