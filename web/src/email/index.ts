export { type EmailService, emailService } from './service.ts';
