export { type SessionService, sessionService } from './service.ts';
