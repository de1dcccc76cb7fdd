import { verifyMail } from '../../mail/index.ts';
import { type Check, ok, wrong } from './finding.ts';
import { placeOf, trouble } from './trouble.ts';

/** Whether the mail server lets us in; nothing is sent. @param url SMTP_URL; absent: no mail is configured */
export const mailCheck = (url: string | undefined): Check => ({
  name: 'mail',
  async *findings() {
    if (!url) return yield ok('is not configured: links for a new password are made by administrators');
    const place = placeOf(url);
    try {
      await verifyMail(url);
      yield ok(`${place} lets us in; nothing was sent`);
    } catch (error) {
      yield wrong(remedy(error, url, place));
    }
  },
});

function remedy(error: unknown, url: string, place: string): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return `${place} refuses the user or the password: correct SMTP_URL (@, : and / in a password are written percent-encoded)`;
  if (code === 'ETLS')
    return `${place} offers no TLS to keep the password safe: use smtps:// or the port where it does`;
  if (code === 'EPROTOCOL') return `${place} does not speak SMTP: correct SMTP_URL`;
  const otherScheme = url.startsWith('smtps:')
    ? 'smtp:// is for ports 587 and 25'
    : 'smtps:// is for port 465';
  return `${trouble(error, place)}. Correct SMTP_URL (${otherScheme}), or let this machine out to it`;
}
