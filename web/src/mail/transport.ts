import { createTransport } from 'nodemailer';

/** A server that says nothing must not keep its place in the queue for long. */
const TIMEOUTS = {
  dnsTimeout: 10_000,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
};

/**
 * The way to a mail server.
 *
 * @param url `smtp[s]://[user:password@]host[:port]`
 * @param from an address, with a name or without
 */
export function mailTransport(url: string, from?: string) {
  const { username, hostname } = new URL(url);
  return createTransport(
    {
      url,
      pool: true,
      maxConnections: 3,
      // STARTTLS is used where it is offered. Who sits between could hide the offer, and read the password of the server.
      requireTLS: username !== '' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname),
      ...TIMEOUTS,
    },
    {
      ...(from && { from }),
      // RFC 3834: nobody's holiday notice shall answer.
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    },
  );
}

/**
 * Connects to a mail server and signs in, and sends nothing.
 *
 * @param url `smtp[s]://[user:password@]host[:port]`
 * @throws NodemailerError whose `code` tells what failed
 */
export async function verifyMail(url: string): Promise<void> {
  const transport = mailTransport(url);
  await transport.verify().finally(() => transport.close());
}
