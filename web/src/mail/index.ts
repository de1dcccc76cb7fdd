export { type Reader, readerOf, type Texts } from './letter.ts';
export type { Mail, MailService, Sender } from './service.ts';
export { verifyMail } from './transport.ts';
