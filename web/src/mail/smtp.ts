import type { Logger } from '@lantern/service/log';
import { createTransport } from 'nodemailer';
import { type MailService, mailService } from './service.ts';

/** A server that says nothing must not keep its place in the queue for long. */
const TIMEOUTS = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
};

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
  const { username, hostname } = new URL(SMTP_URL);
  const transport = createTransport(
    {
      url: SMTP_URL,
      pool: true,
      maxConnections: 3,
      // STARTTLS is used where it is offered. Who sits between could hide the offer, and read the password of the server.
      requireTLS: username !== '' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname),
      ...TIMEOUTS,
    },
    {
      from: MAIL_FROM,
      // RFC 3834: nobody's holiday notice shall answer.
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    },
  );
  return mailService(transport, log, retryAfter);
}
