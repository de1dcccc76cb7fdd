import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@lantern/service/log';
import type { NodemailerError, Transporter } from 'nodemailer';
import { LanternError } from '../errors.ts';
import { type Letter, letterHtml, letterText, type Texts } from './letter.ts';
/** A letter, the address it goes to, and whose that is: the log knows people by their ids. */
export type Mail = Letter & { to: string; userId: string };

export type MailService = ReturnType<typeof mailService>;

/** Where mails are put to be sent. */
export type Outbox = {
  /**
   * Takes a mail that somebody asks for. Whom it goes to, and whether there is one at all, is found out after the answer.
   *
   * @throws LanternError `busy`, `too_many_requests`
   */
  post(compose: () => Promise<Mail | undefined>): void;
  /**
   * Takes a mail that tells of what has happened already: that stays, whether or not there is room for the mail.
   *
   * @param about what it says: what has happened to an account, or that an address is to be confirmed
   */
  tell(mail: Mail, about?: 'happened' | 'confirmation'): void;
  /**
   * Whether an account may have one more address confirmed now.
   *
   * @throws LanternError `too_many_requests` when its letters, or those of who asks, are not sent yet
   */
  demandRoom(userId: string): void;
};

/** What it takes to write to people. The links in letters lead to `origin`, never to the host that somebody asked for. */
export type Sender = { mail: Outbox; origin: string; texts: Texts };

/** More than this, and the last would come too late. Letters that somebody asks for leave room for security mails. */
const MOST_UNDERWAY = { letter: 200, security_mail: 400 };
const RETRY_AFTER_MS = [5_000, 30_000, 120_000];
/** Begun at once, the work would slow the very next answer, and whoever asks could measure whether there was any. */
const SPREAD_MS = 1000;
const DRAIN_MS = 8_000;

/**
 * Sends mail beside what the site does: nobody waits for a mail server, nor learns from the time what is sent.
 *
 * @param transport nodemailer's; closed with this service
 * @param retryAfter milliseconds before each next try, when a failure is a temporary one
 */
export function mailService(transport: Transporter, log: Logger, retryAfter = RETRY_AFTER_MS) {
  const underway = new Set<Promise<void>>();
  const closing = new AbortController();
  const tooLate = new AbortController();

  /** Closing cuts it short: what is waiting is tried once more then. */
  const pause = (milliseconds: number) =>
    sleep(milliseconds, undefined, { signal: closing.signal }).catch(() => {});

  async function deliver({ to, userId: user_id, ...letter }: Mail): Promise<void> {
    const message = {
      // As an object: nothing in it is read as a second address.
      to: { name: '', address: to },
      subject: letter.subject,
      text: letterText(letter),
      html: letterHtml(letter),
      signal: tooLate.signal,
    };
    for (const wait of [...retryAfter, undefined]) {
      try {
        await transport.sendMail(message);
        return log.info({ user_id }, 'a mail was sent');
      } catch (error) {
        const { code, responseCode, permanent } = error as NodemailerError;
        // Not the message: servers quote addresses in what they answer.
        const failure = { user_id, reason: code, response: responseCode };
        if (permanent || wait === undefined || closing.signal.aborted)
          return log.error(failure, 'a mail could not be sent');
        log.warn({ ...failure, again_in_seconds: wait / 1000 }, 'a mail could not be sent yet');
        await pause(wait);
      }
    }
  }

  async function run(compose: () => Promise<Mail | undefined>): Promise<void> {
    try {
      await pause(Math.random() * SPREAD_MS);
      const mail = await compose();
      if (mail) await deliver(mail);
    } catch (error) {
      // Not the message: a query's holds what it was asked with.
      const { name, code } = error as NodeJS.ErrnoException;
      log.error({ reason: code ?? name }, 'a mail could not be written');
    }
  }

  /**
   * Takes a mail to be sent. What it says, and whether there is one at all, is found out after the answer.
   *
   * @returns settles when it was sent or given up; never rejects
   * @throws LanternError `busy` when too many are waiting
   */
  function post(
    compose: () => Promise<Mail | undefined>,
    kind: 'letter' | 'security_mail' = 'letter',
  ): Promise<void> {
    if (underway.size >= MOST_UNDERWAY[kind] || closing.signal.aborted) throw new LanternError('busy');
    const errand = run(compose).finally(() => underway.delete(errand));
    underway.add(errand);
    return errand;
  }

  return {
    post,

    /** Sends what is waiting, for at most 8 seconds; what is not sent then is given up and told to the log. */
    async close(): Promise<void> {
      closing.abort();
      const timer = setTimeout(() => tooLate.abort(), DRAIN_MS);
      await Promise.allSettled(underway);
      clearTimeout(timer);
      transport.close();
    },
  };
}
