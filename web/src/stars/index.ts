export { type StarService, starService } from './service.ts';
