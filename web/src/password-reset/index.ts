export { LINK_SECONDS, linkUrl, type ResetLinks } from './links.ts';
export { passwordResetService } from './service.ts';
