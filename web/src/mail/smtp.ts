import type { Logger } from '@lantern/service/log';
import { type MailService, mailService } from './service.ts';
import { mailTransport } from './transport.ts';

/**
 * Mail through the server of the configuration.
 *
 * @param config SMTP_URL `smtp[s]://[user:password@]host[:port]`, MAIL_FROM an address, with a name or without
 * @param retryAfter milliseconds before each next try
 * @returns undefined when none is configured
 */
export function openMail(
  { SMTP_URL, MAIL_FROM }: { SMTP_URL?: string | undefined; MAIL_FROM?: string | undefined },
  log: Logger,
  retryAfter?: number[],
): MailService | undefined {
  if (!SMTP_URL || !MAIL_FROM) return undefined;
  return mailService(mailTransport(SMTP_URL, MAIL_FROM), log, retryAfter);
}
